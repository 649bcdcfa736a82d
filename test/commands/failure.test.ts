import { deepEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/stack.ts";

describe("a command that fails", () => {
  it("saves and prints why, in the form that was asked for", () => {
    const folder = mkdtempSync(join(tmpdir(), "saved-"));
    try {
      const file = join(folder, "deep", "report.md");
      const args = ["src/cli.ts", "check", "--stack", "dev", "--day", "today", "--markdown", "--save", file];
      const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
      const said = [
        "### check `dev`: Exceptions are held against a day.",
        "",
        "- --day: 'today' is no day; use YYYY-MM-DD",
        "",
      ].join("\n");
      deepEqual([status, stdout, readFileSync(file, "utf8")], [1, said, said]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
