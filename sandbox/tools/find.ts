import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { cachedProgram } from "./cache.ts";
import type { Tool } from "./catalog.ts";

const VERSION_TIMEOUT_MS = 20_000;
const run = promisify(execFile);

/** Every executable of this name on PATH, in its order. */
export function onPath(name: string): string[] {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => path.resolve(folder, name))
    .filter(isExecutable);
}

/** Whether the file exists and may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The version a program states ("1.36.3", no leading "v"); undefined if it cannot be run or says nothing of the kind. */
export async function statedVersion(program: string, versionArguments: string[]): Promise<string | undefined> {
  try {
    // Without this variable the Pulumi CLI would look for a newer version on the network.
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { stdout } = await run(program, versionArguments, { timeout: VERSION_TIMEOUT_MS, env });
    return stdout.match(/\bv?(\d+\.\d+\.\d+)/)?.[1];
  } catch {
    return undefined;
  }
}

/** Whether a program that states this version can stand for the pinned one. */
export function accepted(tool: Tool, stated: string | undefined): boolean {
  if (stated === undefined) return false;
  const pinned = tool.version.slice(1);
  if (tool.accepts === "exact") return stated === pinned;
  const parts = tool.accepts === "major" ? 1 : 2;
  return leading(stated, parts) === leading(pinned, parts);
}

/** The tool from PATH in a version that will do, else from the cache; undefined if it has to be installed. */
export async function findTool(tool: Tool): Promise<string | undefined> {
  const cached = cachedProgram(tool);
  const seen = new Set<string>();
  for (const program of onPath(tool.name)) {
    const real = realpathSync(program);
    if (seen.has(real) || program === cached) continue;
    seen.add(real);
    if (accepted(tool, await statedVersion(program, tool.versionArguments))) return program;
  }
  return isExecutable(cached) ? cached : undefined;
}

function leading(version: string, parts: number): string {
  return version.split(".").slice(0, parts).join(".");
}
