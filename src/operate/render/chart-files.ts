import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { chartLockFile } from "../../config/chart-lock.ts";
import { command } from "../../core/command.ts";
import type { ChartSource } from "../../plan/releases.ts";
import type { RenderCache } from "./cache.ts";

/** What has to be known of a chart before it is rendered. */
export interface ChartFiles {
  readonly path: string;
  /** SHA-256 over everything that the chart is made of. */
  readonly digest: string;
  /** Its templates ask which kinds the cluster knows. */
  readonly asksKinds: boolean;
  /** It may bring kinds of its own. */
  readonly bringsKinds: boolean;
  /** Its templates look objects up in the cluster. */
  readonly looksUp: boolean;
}

/** What is known of a chart by its content alone. */
type Traits = Omit<ChartFiles, "path" | "digest">;

/** Reads a chart below a checkout. @throws Error if it is not there, or not the one that the lock file names. */
export function readChartFiles(chart: ChartSource, directory: string, cache: RenderCache): ChartFiles {
  const path = join(directory, "src", chart.path);
  const shown = relative(directory, path);
  if (chart.kind === "archive" && chart.sha256 === undefined)
    throw new Error(`${chartLockFile} does not name ${basename(path)}; run: ${command} charts lock`);
  if (!existsSync(path))
    throw new Error(`${shown} is not there${chart.kind === "archive" ? `; run: ${command} charts vendor` : ""}`);
  const folder = statSync(path).isDirectory();
  const content = folder ? folderContent(path) : readFileSync(path);
  const digest = createHash("sha256").update(content).digest("hex");
  if (chart.kind === "archive" && chart.sha256 !== digest)
    throw new Error(`${shown} is not the archive that ${chartLockFile} names; run: ${command} charts vendor`);
  const name = `chart-${digest}`;
  const known = cache.read<Traits>(name);
  if (known !== undefined) return { path, digest, ...known };
  const traits = traitsOf(folder ? content : gunzipSync(content));
  cache.write(name, traits);
  return { path, digest, ...traits };
}

/** Every file of a folder with its name, in a fixed order. */
function folderContent(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Buffer.concat(
    files.flatMap((file) => {
      const content = readFileSync(file);
      return [Buffer.from(`${relative(folder, file)}\0${content.length}\0`), content];
    }),
  );
}

function traitsOf(content: Buffer): Traits {
  const text = content.toString("latin1");
  // An archive inside a chart hides its templates: they may do anything.
  const nested = text.includes(".tgz\0");
  return {
    asksKinds: nested || text.includes("APIVersions"),
    bringsKinds: nested || text.includes("CustomResourceDefinition"),
    looksUp: nested || /\blookup\s+["(]/.test(text),
  };
}
