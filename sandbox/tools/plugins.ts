import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Problem, reason } from "../problem.ts";
import type { Progress } from "../progress.ts";
import { cacheDirectory, readNote, writeNote } from "./cache.ts";
import { isExecutable, onPath } from "./find.ts";
import { downloadsOff, reachable } from "./network.ts";

/** Where a provider plugin comes from. */
export type PluginSource = "official" | "stand-in";

/** The providers that there are stand-ins for. */
export const PROVIDERS: readonly string[] = ["kubernetes", "random", "aws"];
/** What every stack needs. */
export const USUAL_PROVIDERS: readonly string[] = ["kubernetes", "random"];
const PROJECT = path.resolve(import.meta.dirname, "..", "..");
const STAND_INS = path.join(PROJECT, "sandbox", "plugins", "bin");
const PLUGIN_HOST = "https://get.pulumi.com";
const INSTALL_TIMEOUT_MS = 5 * 60 * 1000;
const REMEMBER_MS = 24 * 60 * 60 * 1000;
const NOTE = "plugin-failures";
const run = promisify(execFile);

/** Which plugin each provider has, and the folders that have to be on PATH for it. */
export interface Plugins {
  sources: Record<string, PluginSource>;
  folders: string[];
}

/**
 * Finds the official plugin of each provider on PATH or in the engine's own folder, or lets the engine install it; a
 * failure is remembered for a day. Otherwise the stand-in takes its place. IMPRUN_PLUGINS=stand-in or =official forces
 * one; throws a Problem if that one cannot be had.
 */
export async function providePlugins(
  pulumi: string,
  progress: Progress,
  providers: readonly string[] = USUAL_PROVIDERS,
): Promise<Plugins> {
  const forced = forcedSource();
  const sources: Record<string, PluginSource> = {};
  const folders: string[] = [];
  const missing: string[] = [];
  for (const name of providers) {
    const official = forced === "stand-in" ? undefined : await findOfficial(name, pulumi, forced, progress);
    if (official === undefined && forced === "official") missing.push(name);
    if (official?.folder !== undefined) folders.push(official.folder);
    sources[name] = official === undefined ? "stand-in" : "official";
  }
  if (missing.length > 0) throw officialMissing(missing);
  return { sources, folders: [...new Set(folders)] };
}

function forcedSource(): PluginSource | undefined {
  const value = process.env.IMPRUN_PLUGINS;
  if (value === undefined || value === "") return undefined;
  if (value === "official" || value === "stand-in") return value;
  throw new Problem(`IMPRUN_PLUGINS is "${value}".\n  Allowed are "official" and "stand-in", or nothing at all.`);
}

interface Official {
  /** A folder that PATH needs first, so that the official plugin is found before a stand-in. */
  folder?: string;
}

async function findOfficial(
  name: string,
  pulumi: string,
  forced: PluginSource | undefined,
  progress: Progress,
): Promise<Official | undefined> {
  const program = `pulumi-resource-${name}`;
  const candidates = onPath(program);
  const official = candidates.find((candidate) => !isStandIn(candidate));
  if (official !== undefined) return official === candidates[0] ? {} : { folder: path.dirname(official) };
  const version = sdkVersion(name);
  if (isInstalled(name, version)) return {};
  return (await installOfficial(name, version, pulumi, forced, progress)) ? {} : undefined;
}

function isStandIn(program: string): boolean {
  const real = realpathSync(program);
  return (
    real.startsWith(realpathSync(STAND_INS) + path.sep) || real.startsWith(path.join(cacheDirectory(), "stand-ins"))
  );
}

/** The version of a provider's SDK, which is the version of the plugin it wants. */
function sdkVersion(name: string): string {
  const file = path.join(PROJECT, "node_modules", "@pulumi", name, "package.json");
  const { version }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
  return version;
}

function isInstalled(name: string, version: string): boolean {
  const home = process.env.PULUMI_HOME || path.join(homedir(), ".pulumi");
  const folder = path.join(home, "plugins", `resource-${name}-v${version}`);
  // The engine marks a download it has not finished.
  return isExecutable(path.join(folder, `pulumi-resource-${name}`)) && !existsSync(`${folder}.partial`);
}

async function installOfficial(
  name: string,
  version: string,
  pulumi: string,
  forced: PluginSource | undefined,
  progress: Progress,
): Promise<boolean> {
  const key = `${name} ${version}`;
  const failures = readNote<Record<string, number>>(NOTE) ?? {};
  const failedAt = failures[key];
  // Somebody who insists gets another try.
  if (failedAt !== undefined && Date.now() - failedAt < REMEMBER_MS && forced === undefined) return false;
  try {
    if (!(await reachable(PLUGIN_HOST, forced !== undefined))) throw new Error(`${PLUGIN_HOST} cannot be reached`);
    progress.live(`installing the official plugin ${key}`);
    await run(pulumi, ["plugin", "install", "resource", name, version], { timeout: INSTALL_TIMEOUT_MS });
    return true;
  } catch (error) {
    progress.say(`no official plugin ${key}: ${reason(error).split("\n")[0]}`);
    if (!downloadsOff()) writeNote(NOTE, { ...readNote<Record<string, number>>(NOTE), [key]: Date.now() });
    return false;
  }
}

function officialMissing(names: string[]): Problem {
  const list = names.map((name) => `  - pulumi-resource-${name} ${sdkVersion(name)}`).join("\n");
  return new Problem(
    `IMPRUN_PLUGINS=official, but these plugins are neither on PATH nor installed, and cannot be downloaded:\n${list}\n` +
      "Put them on PATH, let this machine reach get.pulumi.com, or leave IMPRUN_PLUGINS out to use the stand-ins.",
  );
}

/**
 * The folder that puts the stand-ins of these providers on PATH and no others; with `policies` also what runs policy
 * packs in place of a language plugin. None if nothing has to be put there. Throws a Problem if a stand-in is missing.
 */
export function standInFolder(providers: string[], policies: boolean): string[] {
  const resources = providers.map((name) => `pulumi-resource-${name}`);
  const others =
    policies && existsSync(STAND_INS)
      ? readdirSync(STAND_INS).filter((file) => file.startsWith("pulumi-analyzer-"))
      : [];
  const programs = [...resources, ...others];
  const missing = programs.filter((program) => !isExecutable(path.join(STAND_INS, program)));
  if (missing.length > 0)
    throw new Problem(`${missing.join(", ")} is missing in ${STAND_INS}: the project's folder is incomplete.`);
  if (programs.length === 0) return [];
  const id = createHash("sha256")
    .update([STAND_INS, ...programs].join("\0"))
    .digest("hex")
    .slice(0, 12);
  const folder = path.join(cacheDirectory(), "stand-ins", id);
  if (!existsSync(folder)) writeStarters(folder, programs);
  return [folder];
}

// Starters rather than links: a stand-in finds its own files by the path it was started with.
function writeStarters(folder: string, programs: string[]): void {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  for (const program of programs) {
    const target = path.join(STAND_INS, program).replaceAll("'", "'\\''");
    writeFileSync(path.join(draft, program), `#!/bin/sh\nexec '${target}' "$@"\n`, { mode: 0o755 });
  }
  try {
    renameSync(draft, folder);
  } catch {
    // Another process was faster, with the same content.
    rmSync(draft, { recursive: true, force: true });
  }
}
