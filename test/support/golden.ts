import { equal } from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Holds a text against the file that keeps it; with UPDATE_GOLDEN=1 the file is written instead, to be reviewed as a diff. */
export function matchesGolden(path: string, actual: string): void {
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, actual);
  equal(existsSync(path), true, `${path} is missing; write it with UPDATE_GOLDEN=1`);
  equal(actual, readFileSync(path, "utf8"), `${path} differs; if that is meant, write it with UPDATE_GOLDEN=1`);
}
