import { deepEqual, equal } from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../support/stack.ts";

describe("compare", () => {
  it("tells by its exit code what was found", async () => {
    const compare = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, ["src/cli.ts", "compare", "--json", ...args], { cwd: root }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => error,
      );
    const same = await compare("prod", "prod");
    equal(same.code, 0);
    deepEqual(JSON.parse(same.stdout).data.differences, []);
    const { code, stdout } = await compare("staging", "dev");
    equal(code, 2);
    const { stack, outcome, exitCode } = JSON.parse(stdout);
    deepEqual([stack, outcome, exitCode], ["staging dev", "findings", 2]);
    const once = await compare("staging", "prod", "--set", "domain=imprun.dev");
    equal(
      JSON.parse(once.stdout).data.differences.some(({ path }: { path: string }) => path === "domain"),
      false,
    );
    const alone = await compare("staging");
    deepEqual([alone.code, alone.stderr.includes("missing required argument 'right'")], [1, true]);
  }).timeout(60_000);
});
