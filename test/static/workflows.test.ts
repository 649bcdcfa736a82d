import { deepEqual, equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/stack.ts";
import { toolPath } from "../support/tools.ts";

const folder = join(root, ".github", "workflows");

describe("actionlint", function () {
  // The first call may have to build it.
  this.timeout(300_000);

  function lint(...files: readonly string[]): readonly [status: number | null, said: string] {
    const { status, stdout, stderr } = spawnSync(toolPath("actionlint"), ["-no-color", ...files], {
      cwd: root,
      encoding: "utf8",
    });
    return [status, `${stdout}${stderr}`];
  }

  it("has nothing to say about the workflows", () => {
    const files = readdirSync(folder).map((file) => join(folder, file));
    deepEqual(lint(...files), [0, ""]);
  });

  it("would say something about a broken one", () => {
    const place = mkdtempSync(join(tmpdir(), "workflow-"));
    try {
      const file = join(place, "broken.yaml");
      writeFileSync(
        file,
        "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo $" + "{{ inputs.none }}\n",
      );
      const [status, said] = lint(file);
      equal(status, 1);
      match(said, /property "none" is not defined/);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
