import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { RemoteChart } from "../catalog/component.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { type Problem, UserError } from "../core/problem.ts";
import { showValue } from "./path.ts";

/** The file at the root that says which archive of each chart is the right one. */
export const chartLockFile = "charts.lock.yaml";

/** The folder that holds the archives of the catalog's charts, relative to the root. */
export const vendorFolder = "vendor/charts";

/** What the lock file says. */
export interface ChartLock {
  /** Where archives come from instead of their own repositories: a folder, `https://…` or `oci://…`. */
  readonly mirror?: string;
  /** SHA-256 that each archive must have, by file name; 64 hexadecimal digits. */
  readonly archives: Readonly<Record<string, string>>;
}

/** What is known of the catalog's charts before any is used; both by file name. */
export interface ChartSupply {
  /** SHA-256 that an archive must have. */
  readonly locked: Readonly<Record<string, string>>;
  /** SHA-256 of each archive that is there. */
  readonly vendored: Readonly<Record<string, string>>;
}

/** The file name of a chart's archive. */
export function archiveName({ name, version }: Pick<RemoteChart, "name" | "version">): string {
  return `${name}-${version}.tgz`;
}

/** Reads the lock file and the archives that are there. @throws UserError if the lock file cannot be read. */
export function readChartSupply(directory: string): ChartSupply {
  return { locked: readChartLock(directory).archives, vendored: readVendored(directory) };
}

/** Reads the lock file; a checkout without one has nothing locked. @throws UserError with every problem of the file. */
export function readChartLock(directory: string): ChartLock {
  const path = join(directory, chartLockFile);
  if (!existsSync(path)) return { archives: {} };
  const document = parseDocument(readFileSync(path, "utf8"));
  const unreadable = document.errors.map(({ message }) => ({
    path: chartLockFile,
    message: message.split("\n")[0]?.replace(/:$/, "") ?? "",
  }));
  if (unreadable.length > 0) throw new UserError(`${chartLockFile} is not valid YAML.`, unreadable);
  const content: Json = document.toJS() ?? {};
  const problems = [...lockProblems(content)];
  if (problems.length > 0) throw new UserError(`${chartLockFile} cannot be used.`, problems);
  const { mirror, archives } = content as {
    readonly mirror?: string;
    readonly archives?: Record<string, string> | null;
  };
  return { ...(mirror === undefined ? {} : { mirror }), archives: archives ?? {} };
}

/** The SHA-256 of a file's content, as 64 hexadecimal digits. */
export function archiveDigest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function readVendored(directory: string): Readonly<Record<string, string>> {
  const folder = join(directory, vendorFolder);
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((file) => file.endsWith(".tgz") && !file.startsWith("."));
  return Object.fromEntries(files.sort().map((file) => [file, archiveDigest(join(folder, file))]));
}

function* lockProblems(content: Json): Iterable<Problem> {
  if (!isObject(content)) {
    yield { path: chartLockFile, message: "must hold the keys 'mirror' (optional) and 'archives'" };
    return;
  }
  for (const key of Object.keys(content).filter((key) => key !== "mirror" && key !== "archives"))
    yield { path: chartLockFile, message: `unknown key '${key}'; use mirror or archives` };
  const { mirror, archives } = content;
  if (mirror !== undefined && (typeof mirror !== "string" || mirror === ""))
    yield { path: `${chartLockFile}: mirror`, message: "must be a folder, https://… or oci://…" };
  if (isObject(archives)) yield* archiveProblems(archives);
  else if (archives !== undefined && archives !== null)
    yield { path: `${chartLockFile}: archives`, message: "must be a map of file names and their SHA-256" };
}

function* archiveProblems(archives: JsonObject): Iterable<Problem> {
  for (const [file, digest] of Object.entries(archives)) {
    const path = `${chartLockFile}: archives["${file}"]`;
    if (!/^[^/\\]+\.tgz$/.test(file)) yield { path, message: "is no file name of the form <chart>-<version>.tgz" };
    if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest))
      yield { path, message: `${showValue(digest)} is no SHA-256; use 64 hexadecimal digits` };
  }
}
