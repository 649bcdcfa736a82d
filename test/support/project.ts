import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A copy of the project of test/fixtures/project in a folder of its own, with the given files as its stacks. */
export function fixtureProject(stacks: Readonly<Record<string, string>>): {
  readonly directory: string;
  remove(): void;
} {
  const directory = mkdtempSync(join(tmpdir(), "project-"));
  cpSync("test/fixtures/project", directory, { recursive: true });
  for (const [stack, file] of Object.entries(stacks)) cpSync(file, join(directory, `Pulumi.${stack}.yaml`));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
