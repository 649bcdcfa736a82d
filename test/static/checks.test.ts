import { equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../support/stack.ts";

const modules = join(root, "node_modules");

/** What `make check` runs beside the unit tests, so that one sum covers everything. */
const checks: Readonly<Record<string, readonly string[]>> = {
  "format and lint": [join(modules, "@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."],
  types: [join(modules, "typescript-native", "bin", "tsc"), "--noEmit"],
  "no secrets": [join(root, ".githooks", "secret-check.ts"), "--all"],
};

describe("the tree as a whole", () => {
  for (const [name, command] of Object.entries(checks)) {
    it(`passes: ${name}`, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
      equal(status, 0, `${stdout}${stderr}`);
    }).timeout(60_000);
  }
});
