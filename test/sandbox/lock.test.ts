import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../sandbox/lock.ts";
import { processIdentity } from "../../sandbox/process-identity.ts";

describe("the lock of a sandbox and of a tool", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sandbox-lock-"));
    file = path.join(folder, "deep", "it.lock");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const never = (pid: number) => assert.fail(`waits for process ${pid}`);

  it("is gone after the work, also when the work fails", async () => {
    assert.equal(await withLock(file, async () => existsSync(file), never), true);
    await assert.rejects(
      withLock(file, () => Promise.reject(new Error("no")), never),
      /no/,
    );
    assert.equal(existsSync(file), false);
  });

  it("lets one work at a time, and says once whom the others wait for", async () => {
    let inside = 0;
    const waited: number[] = [];
    const work = async () => {
      inside += 1;
      assert.equal(inside, 1);
      await sleep(150);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(file, work, (pid) => waited.push(pid))));
    assert.deepEqual(waited, [process.pid, process.pid]);
  });

  for (const [whose, content] of [
    ["a process that is gone", JSON.stringify({ pid: 999_999_999, identity: "x" })],
    [
      "another process with the same id",
      JSON.stringify({ pid: process.pid, identity: `not ${processIdentity(process.pid)}` }),
    ],
    ["nobody, and is damaged", "{"],
  ] as const) {
    it(`is taken over if it belongs to ${whose}`, async () => {
      await withLock(file, async () => undefined, never);
      await writeFile(file, content);
      await utimes(file, 0, 0);
      const both = await Promise.all(
        [1, 2].map((n) =>
          withLock(
            file,
            () => sleep(20, n),
            () => undefined,
          ),
        ),
      );
      assert.deepEqual(both, [1, 2]);
      assert.equal(existsSync(file), false);
    });
  }
});
