import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { type JsonObject, sortKeys } from "../../core/json.ts";
import { UserError } from "../../core/problem.ts";
import type { Rendered, RenderedObject } from "./render.ts";

/** The file in a folder of rendered objects that lists what was written there. */
const listFile = ".rendered";

/** An object as YAML, its keys in a fixed order. */
export function yamlOf(object: JsonObject): string {
  return stringify(sortKeys(object), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Makes sure that a rendering is whole. @throws UserError that names every release that could not be rendered, and why. */
export function requireRendered({ skipped }: Pick<Rendered, "skipped">, stack: string): void {
  const problems = Object.entries(skipped).map(([release, message]) => ({ path: `release ${release}`, message }));
  if (problems.length > 0)
    throw new UserError(`Stack '${stack}' cannot be rendered, and nothing was written.`, problems);
}

/** The file of each object: `namespace/kind-name.yaml`, below `cluster` for what belongs to no namespace. */
export function fileNames<Named extends Pick<RenderedObject, "id">>(
  objects: readonly Named[],
): ReadonlyMap<string, Named> {
  const files = new Map<string, Named>();
  for (const rendered of objects) {
    const parts = rendered.id.split("/");
    const [namespace, kind = "", ...name] = parts.length > 2 ? parts : ["cluster", ...parts];
    const plain = `${namespace}/${kind.toLowerCase()}-${name.join("-")}`.replaceAll(/[^-\w./]/g, "_");
    let file = `${plain}.yaml`;
    for (let count = 2; files.has(file); count += 1) file = `${plain}-${count}.yaml`;
    files.set(file, rendered);
  }
  return files;
}

/**
 * Writes one file for each object, and removes those that an earlier call wrote and that are no longer wanted.
 * @throws UserError if the folder holds what no earlier call wrote.
 */
export async function writeFolder(
  folder: string,
  objects: readonly RenderedObject[],
): Promise<{ readonly written: number; readonly removed: number }> {
  const before = await writtenBefore(folder);
  const files = fileNames(objects);
  await mkdir(folder, { recursive: true });
  // The list comes first: whoever is interrupted finds no file that is not on it.
  await writeList(folder, [...new Set([...before, ...files.keys()])]);
  let written = 0;
  for (const [file, { object }] of files) {
    const path = join(folder, file);
    const text = yamlOf(object);
    if ((await readFile(path, "utf8").catch(() => undefined)) === text) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    written += 1;
  }
  const stale = before.filter((file) => !files.has(file));
  for (const file of stale) await rm(join(folder, file), { force: true });
  await writeList(folder, [...files.keys()]);
  return { written, removed: stale.length };
}

function writeList(folder: string, files: readonly string[]): Promise<void> {
  return writeFile(join(folder, listFile), `${[...files].sort().join("\n")}\n`);
}

/** What an earlier call wrote into a folder; nothing if the folder is empty, or not there. */
async function writtenBefore(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    const message = error.code === "ENOTDIR" ? "is a file" : error.message;
    throw new UserError("Nothing was written.", [{ path: folder, message }]);
  });
  if (entries.includes(listFile)) {
    const list = await readFile(join(folder, listFile), "utf8");
    // A list that somebody changed must not reach beyond its folder.
    return list.split("\n").filter((file) => file !== "" && !file.split("/").includes("..") && !file.startsWith("/"));
  }
  if (entries.length > 0) {
    const message =
      "is not empty, and was not written by this command; name an empty folder, or one that is not there yet";
    throw new UserError("Nothing was written.", [{ path: folder, message }]);
  }
  return [];
}
