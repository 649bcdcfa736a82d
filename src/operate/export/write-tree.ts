import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { command } from "../../core/command.ts";
import { UserError } from "../../core/problem.ts";
import type { Files } from "./tree.ts";

/** The file by which an exported tree is known: it lists what was written. */
const listFile = "export.json";

interface List {
  readonly writtenBy: string;
  readonly stacks: readonly string[];
  readonly files: readonly string[];
}

/** What became of a tree's files. */
export interface TreeChange {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * The files of an earlier export; none where there is nothing yet.
 * @throws UserError if there is something that no export has written.
 */
export function readTree(folder: string): Files {
  const present = existsSync(folder) ? filesIn(folder) : [];
  if (present.length === 0) return new Map();
  const listed = listedIn(folder);
  const foreign = present.filter((file) => !listed.includes(file));
  if (foreign.length > 0) {
    const some = foreign.slice(0, 5).join(", ");
    throw new UserError("The folder holds what no export has written; nothing was written.", [
      {
        path: folder,
        message: `holds ${some}${foreign.length > 5 ? ` and ${foreign.length - 5} more` : ""}; give an empty folder, or move that away`,
      },
    ]);
  }
  const files = present.filter((file) => file !== listFile);
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

/**
 * Puts a tree in the place of an earlier one. It is written beside it and takes its place as a whole, so that nobody sees half of
 * it; one that is the same already is left alone.
 */
export async function writeTree(
  folder: string,
  before: Files,
  tree: Files,
  stacks: readonly string[],
): Promise<TreeChange> {
  const change = changeOf(before, tree);
  const content: List = { writtenBy: `${command} export`, stacks, files: [...tree.keys()].sort() };
  const list = `${JSON.stringify(content, null, 2)}\n`;
  const isThere = existsSync(join(folder, listFile)) && readFileSync(join(folder, listFile), "utf8") === list;
  if (isThere && Object.values(change).every((files) => files.length === 0)) return change;
  const [fresh, old] = ["new", "old"].map((age) => join(dirname(folder), `.${basename(folder)}.export-${age}`)) as [
    string,
    string,
  ];
  for (const leftover of [fresh, old]) await rm(leftover, { recursive: true, force: true });
  for (const [file, content] of [...tree, [listFile, list] as const]) {
    await mkdir(dirname(join(fresh, file)), { recursive: true });
    await writeFile(join(fresh, file), content);
  }
  if (existsSync(folder)) await rename(folder, old);
  await rename(fresh, folder);
  await rm(old, { recursive: true, force: true });
  return change;
}

function changeOf(before: Files, tree: Files): TreeChange {
  const files = [...tree.keys()].sort();
  return {
    added: files.filter((file) => !before.has(file)),
    changed: files.filter((file) => before.has(file) && before.get(file) !== tree.get(file)),
    removed: [...before.keys()].filter((file) => !tree.has(file)).sort(),
  };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The files that an export has written, its list among them; none where there is no such list. */
function listedIn(folder: string): readonly string[] {
  try {
    const { writtenBy, files } = JSON.parse(readFileSync(join(folder, listFile), "utf8")) as Partial<List>;
    return writtenBy === undefined || files === undefined ? [] : [listFile, ...files];
  } catch {
    // There is none, or it is somebody else's file of that name.
    return [];
  }
}
