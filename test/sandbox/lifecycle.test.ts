import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { skip } from "../support/skip.ts";
import { connect } from "./cluster.ts";
import { run, succeed, testSandbox } from "./command.ts";
import { pids, runs, type Status, type Up } from "./record.ts";

describe("a sandbox from up to down", function () {
  this.timeout(180_000);
  const sandbox = testSandbox();
  after(() => sandbox.remove());

  it("comes up ready, with a kubeconfig that is this user's alone", async () => {
    const up = await succeed<Up>(["up", ...sandbox.at, "--nodes", "2"]);
    assert.equal(up.started, true);
    assert.equal(up.version, "v1.36.3");
    assert.match(up.server, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(statSync(up.kubeconfig).mode & 0o777, 0o600);
    const config = parse(readFileSync(up.kubeconfig, "utf8"));
    const name = `sandbox-${path.basename(sandbox.directory)}`;
    assert.deepEqual(
      [config["current-context"], config.contexts[0].name, config.clusters[0].name, config.users[0].name],
      [name, name, name, name],
    );
    const { items } = await connect(up.kubeconfig).core.listNode();
    assert.equal(items.length, 2);
  });

  it("keeps keys, logs and the record from other users", async () => {
    for (const entry of await readdir(sandbox.directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.parentPath.startsWith(path.join(sandbox.directory, "etcd"))) continue;
      const file = path.join(entry.parentPath, entry.name);
      assert.equal(statSync(file).mode & 0o077, 0, file);
    }
    assert.equal(statSync(sandbox.directory).mode & 0o077, 0);
  });

  it("is left alone by a second up", async () => {
    const before = await pids(sandbox);
    const up = await succeed<Up>(["up", ...sandbox.at]);
    assert.equal(up.started, false);
    assert.deepEqual(await pids(sandbox), before);
  });

  it("gets more nodes when asked", async () => {
    const up = await succeed<Up>(["up", ...sandbox.at, "--nodes", "4"]);
    assert.equal(up.started, false);
    assert.equal((await connect(up.kubeconfig).core.listNode()).items.length, 4);
  });

  it("says how it is and shows its logs", async () => {
    const status = await succeed<Status>(["status", ...sandbox.at]);
    assert.deepEqual([status.exists, status.healthy, status.problems], [true, true, []]);
    const { stderr } = await run(["logs", ...sandbox.at, "--process", "kube-apiserver", "--lines", "2"]);
    assert.match(stderr, /^==> kube-apiserver <==\n.+\n.+\n$/);
  });

  it("listens on loopback alone", async function () {
    if (process.platform !== "linux") skip(this, "the table of open ports is read from /proc");
    const owned = new Set(Object.values(await pids(sandbox)));
    const open = await listeners(owned);
    assert.ok(open.length >= 2);
    assert.deepEqual(
      open.filter((address) => address !== "0100007F"),
      [],
    );
  });

  it("leaves neither processes nor files behind", async () => {
    const before = Object.values(await pids(sandbox));
    assert.equal(before.length, 6);
    const down = await succeed<{ removed: boolean; stopped: number }>(["down", ...sandbox.at]);
    assert.deepEqual([down.removed, down.stopped], [true, 6]);
    assert.deepEqual(before.filter(runs), []);
    assert.equal(existsSync(sandbox.directory), false);
    assert.equal(existsSync(`${sandbox.directory}.lock`), false);
  });

  it("can be thrown away twice, and asked about when it is not there", async () => {
    const { code, stderr } = await run(["down", ...sandbox.at]);
    assert.equal(code, 0);
    assert.match(stderr, /there was no sandbox test-/);
    assert.equal((await succeed<Status>(["status", ...sandbox.at])).exists, false);
  });
});

/** The addresses, as the kernel writes them, of every port these processes listen on. */
async function listeners(owned: Set<number>): Promise<string[]> {
  const sockets = new Set<string>();
  for (const pid of owned) {
    for (const fd of await readdir(`/proc/${pid}/fd`))
      sockets.add(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""));
  }
  const rows = ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8").trim().split("\n").slice(1),
  );
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === "0A" && sockets.has(`socket:[${columns[9]}]`))
    .map((columns) => columns[1]?.split(":")[0] ?? "");
}
