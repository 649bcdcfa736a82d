import { globSync, readFileSync } from "node:fs";

/** A Markdown document of the project. */
export interface Document {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

/** README.md and everything below docs, by path. */
export function documents(): readonly Document[] {
  const paths = ["README.md", ...globSync(["docs/**/*.md", "bench/*.md"]).sort()];
  return paths.map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
