import { equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { root } from "../support/stack.ts";

describe("diff", () => {
  it("compares with one thing at a time", () => {
    const args = ["src/cli.ts", "diff", "--stack", "dev", "--base", "main", "--live"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    equal(status, 1);
    match(stderr, /^One thing is compared at a time\.\n {2}--live: compares with the cluster, and --base with 'main'/);
  });
});
