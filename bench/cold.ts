import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figure.ts";
import { timed } from "./timed.ts";

/** How long a newcomer waits: a fresh checkout, no package, no program, no Go cache. */
export const coldUp: Figure = {
  name: "make up, from nothing",
  measures: "`make up` in a fresh checkout with empty caches: packages, programs, control plane, the dev stack",
  budget: 15 * 60,
  cold: true,
  async measure({ directory }) {
    // The checkout borrows the packages of the working tree; here it has to get its own.
    unlinkSync(join(directory, "node_modules"));
    const caches = mkdtempSync(join(tmpdir(), "cold-"));
    const environment = {
      IMPRUN_CACHE: join(caches, "programs"),
      GOCACHE: join(caches, "go-build"),
      GOMODCACHE: join(caches, "go-modules"),
    };
    try {
      const { seconds } = await timed("make", ["up"], { directory, environment });
      await timed("make", ["down"], { directory, environment });
      return { value: seconds, unit: "s", how: "one run" };
    } finally {
      // Go writes its module cache read-only.
      execFileSync("chmod", ["-R", "u+w", caches]);
      rmSync(caches, { recursive: true, force: true });
    }
  },
};
