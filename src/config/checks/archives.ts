import { isRemote } from "../../catalog/component.ts";
import { command } from "../../core/command.ts";
import { archiveName, chartLockFile, vendorFolder } from "../chart-lock.ts";
import { catalogOf } from "../installed.ts";
import type { Check } from "./check.ts";

/** An archive that is there is the one that the lock file names. */
export const archives: Check = function* (checked) {
  const { locked, vendored } = checked.supply;
  for (const file of archivesOf(checked)) {
    const [expected, actual] = [locked[file], vendored[file]];
    if (expected === undefined || actual === undefined || expected === actual) continue;
    yield {
      path: `${vendorFolder}/${file}`,
      message: `has SHA-256 ${actual}, but ${chartLockFile} wants ${expected}; the right archive takes its place with`,
      fix: `${command} charts vendor`,
    };
  }
};

/** Archives that are not there, or that nobody has locked yet: a plan can be made without them, a release cannot. */
export const missingArchives: Check = function* (checked) {
  const { locked, vendored } = checked.supply;
  const files = archivesOf(checked);
  const unlocked = files.filter((file) => locked[file] === undefined);
  if (unlocked.length > 0) {
    yield {
      path: chartLockFile,
      message: `not locked, so that nothing says which archive is the right one: ${unlocked.join(", ")}`,
      fix: `${command} charts lock`,
    };
  }
  const absent = files.filter((file) => locked[file] !== undefined && vendored[file] === undefined);
  if (absent.length > 0)
    yield { path: vendorFolder, message: `not there: ${absent.join(", ")}`, fix: `${command} charts vendor` };
};

function archivesOf({
  environment,
  catalog,
}: Pick<Parameters<Check>[0], "environment" | "catalog">): readonly string[] {
  const charts = catalogOf(environment, catalog).map(({ chart }) => chart);
  return [...new Set(charts.filter(isRemote).map(archiveName))].sort();
}
