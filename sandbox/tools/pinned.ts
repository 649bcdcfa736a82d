import { readFileSync } from "node:fs";
import path from "node:path";

/** The version of a Go module that the go.mod in this folder pins, with its leading "v". Throws if it pins none. */
export function pinnedVersion(folder: string, module: string): string {
  const file = path.join(import.meta.dirname, folder, "go.mod");
  const line = readFileSync(file, "utf8").match(new RegExp(`^require ${module} (v\\S+)$`, "m"));
  if (line?.[1] === undefined) throw new Error(`${file} has no line "require ${module} <version>"`);
  return line[1];
}
