import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileNames, yamlOf } from "../render/output.ts";
import type { RenderedObject } from "../render/render.ts";
import type { ObjectChange } from "./changes.ts";

/** How each change reads, by id: hunks as `diff -u` writes them. */
export async function changeTexts(changes: readonly ObjectChange[]): Promise<ReadonlyMap<string, string>> {
  if (changes.length === 0) return new Map();
  const folder = await mkdtemp(join(tmpdir(), "diff-"));
  try {
    const files = fileNames(changes);
    for (const [file, { before, after }] of files) {
      await writeSide(join(folder, "before", file), before);
      await writeSide(join(folder, "after", file), after);
    }
    const parts = (await gitDiff(folder)).split(/^diff --git /m).slice(1);
    return new Map(parts.flatMap((part) => namedText(part, files)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSide(path: string, rendered: RenderedObject | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (rendered !== undefined) await writeFile(path, yamlOf(rendered.object));
}

/** One file's part of git's output: what it is about, and its hunks. */
function namedText(part: string, files: ReadonlyMap<string, ObjectChange>): readonly (readonly [string, string])[] {
  const file = /^\S*?(?:before|after)\/(\S+) /.exec(part)?.[1];
  const id = file === undefined ? undefined : files.get(file)?.id;
  const start = part.indexOf("\n@@ ");
  return id === undefined || start < 0 ? [] : [[id, part.slice(start + 1).trimEnd()]];
}

/** Both sides compared by git, in fixed terms: the user's own settings have no say. */
function gitDiff(folder: string): Promise<string> {
  const args = ["diff", "--no-index", "--no-color", "--no-ext-diff", "--no-prefix", "--no-renames", "before", "after"];
  const options = { cwd: folder, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile("git", args, options, (error, stdout) => {
      // git's exit code 1 says that there are differences.
      if (error === null || error.code === 1) resolve(stdout);
      else reject(error);
    });
  });
}
