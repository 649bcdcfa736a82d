import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type KnownKeys, type Taking, takings } from "./known-keys.ts";

/** The folder that holds what charts know, as it is committed; relative to the root. */
export const knownFolder = "charts.known";

/** What one version of a chart knows, by the name and version of its archive. */
export interface KnownChart {
  /** `<name>-<version>`. */
  readonly archive: string;
  readonly known: KnownKeys;
}

/** The names of a word in a list: what a place takes beside the keys that are listed. */
const words: Readonly<Record<Taking, string>> = {
  none: "",
  "any while none is known": "map",
  any: "any",
  "refused by schema": "closed",
};

/** What a chart knows as a list: one path in a line, sorted, and behind it what the place takes beside the keys that are listed. */
export function listOf(known: KnownKeys): string {
  return `${[...lines("", known)].sort().join("\n")}\n`;
}

function* lines(path: string, { keys, takes }: KnownKeys): Iterable<string> {
  // A place that takes nothing else is there by what lies below it.
  if (takes !== "none" || (keys.size === 0 && path !== "")) yield `${path || "."} ${words[takes]}`.trimEnd();
  for (const [key, inner] of keys) yield* lines(path === "" ? escaped(key) : `${path}.${escaped(key)}`, inner);
}

/** Reads what `listOf` writes. */
export function knownIn(list: string): KnownKeys {
  const root = place();
  for (const line of list.split("\n").filter((text) => text !== "")) {
    const [, path = "", word = ""] = /^(.*?)(?: (map|any|closed))?$/.exec(line) ?? [];
    let found = root;
    for (const key of path === "." ? [] : path.split(/(?<!\\)\./).map(plain)) {
      const inner = found.keys.get(key) ?? place();
      found.keys.set(key, inner);
      found = inner;
    }
    found.takes = takings.find((taking) => words[taking] === word) ?? "none";
  }
  return root;
}

interface Place extends KnownKeys {
  readonly keys: Map<string, Place>;
  takes: Taking;
}

function place(): Place {
  return { keys: new Map(), takes: "none" };
}

function escaped(key: string): string {
  return key.replaceAll(".", "\\.");
}

function plain(key: string): string {
  return key.replaceAll("\\.", ".");
}

/** What the versions of a chart know that somebody has written down, oldest name first; nothing where nobody has. */
export function writtenDown(directory: string, chart: string): readonly KnownChart[] {
  const folder = join(directory, knownFolder);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files
    .filter(
      (file) => file.startsWith(`${chart}-`) && /^v?\d/.test(file.slice(chart.length + 1)) && file.endsWith(".txt"),
    )
    .map((file) => ({ archive: file.slice(0, -4), known: knownIn(readFileSync(join(folder, file), "utf8")) }));
}
