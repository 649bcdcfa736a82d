import { mkdirSync, readFileSync, renameSync, statfsSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { errorCode, Problem } from "../problem.ts";
import type { Tool } from "./catalog.ts";

/** The folder that keeps programs between runs: IMPRUN_CACHE, else the user's cache folder. */
export function cacheDirectory(): string {
  const own = process.env.IMPRUN_CACHE;
  if (own) return path.resolve(own);
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "imprun-platform");
}

/** Where a program of exactly this version lies once it has been installed. */
export function cachedProgram(tool: Tool): string {
  return path.join(cacheDirectory(), "tools", tool.name, tool.version, tool.name);
}

/** What an earlier run noted under this name; undefined if nothing, or something unreadable. */
export function readNote<T>(name: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path.join(cacheDirectory(), `${name}.json`), "utf8"));
  } catch {
    return undefined;
  }
}

/** Notes a value for later runs. Notes only save time: one that cannot be written is left out. */
export function writeNote(name: string, value: unknown): void {
  const file = path.join(cacheDirectory(), `${name}.json`);
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(draft, JSON.stringify(value));
    renameSync(draft, file);
  } catch {
    return;
  }
}

/** A cache that cannot be written, as a problem the operator can solve; undefined for any other error. */
export function cacheProblem(error: unknown): Problem | undefined {
  const directory = cacheDirectory();
  const code = errorCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(directory);
  if (code === "EACCES" || code === "EROFS" || code === "EPERM" || code === "ENOTDIR" || code === "EEXIST") {
    return new Problem(
      `The cache ${directory} cannot be written (${code}).\n` +
        "  Make it writable, or choose another folder with IMPRUN_CACHE=/path/to/folder.",
    );
  }
  return undefined;
}

/** The message for a full disk: which folder, how much is free, what to do. */
export function diskFull(directory: string): Problem {
  return new Problem(
    `No space left for the programs of the sandbox in ${directory} (${freeSpace(directory)} free).\n` +
      "  All of them need about 600 MB; building them from source needs 6 GB more for Go's own caches.\n" +
      "  Free some space, or choose another folder with IMPRUN_CACHE=/path/to/folder.",
  );
}

function freeSpace(directory: string): string {
  for (let at = directory; ; at = path.dirname(at)) {
    try {
      const { bavail, bsize } = statfsSync(at);
      return `${Math.floor((bavail * bsize) / 1_000_000)} MB`;
    } catch {
      if (at === path.dirname(at)) return "unknown";
    }
  }
}
