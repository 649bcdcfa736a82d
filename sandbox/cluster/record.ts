import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Problem } from "../problem.ts";

/** A process the sandbox started. */
export interface ProcessRecord {
  pid: number;
  /** What tells this process from a later one with the same id. */
  identity: string;
}

/** What a sandbox remembers about itself between two commands. */
export interface SandboxRecord {
  name: string;
  nodes: number;
  ports: { api: number; kubelet: number };
  /** What it has on request (extras.ts), with the port of each. */
  extras?: Record<string, { port: number }>;
  processes: Record<string, ProcessRecord>;
}

/** Where a sandbox lives. */
export interface Sandbox {
  name: string;
  /** Absolute; everything the sandbox writes lies in it. */
  directory: string;
}

const FILE = "sandbox.json";
const DRAFT = ".draft";
const PROJECT = path.resolve(import.meta.dirname, "..", "..");

/** The sandbox of this name: in `.sandbox/<name>` of the project unless another folder is given. */
export function sandboxAt(name: string, directory?: string): Sandbox {
  if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
    throw new Problem(
      `"${name}" cannot be a sandbox's name.\n  Allowed are lower-case letters, digits and "-" inside, 40 characters at most: --name dev`,
    );
  }
  return { name, directory: directory ? path.resolve(directory) : path.join(PROJECT, ".sandbox", name) };
}

/** The lock of a sandbox. It lies beside its folder, which comes and goes. */
export function lockFile(sandbox: Sandbox): string {
  return `${sandbox.directory}.lock`;
}

/** Where the kubeconfig of the sandbox's administrator lies. */
export function kubeconfigFile(sandbox: Sandbox): string {
  return path.join(sandbox.directory, "kubeconfig");
}

/** Where the output of one of the sandbox's processes lies. */
export function logFile(sandbox: Sandbox, processName: string): string {
  return path.join(sandbox.directory, "logs", `${processName}.log`);
}

/**
 * Whether the sandbox's folder holds something that is not a sandbox's. The record is the first thing a sandbox writes, so
 * nothing but its draft can be there without it.
 */
export function isForeign(sandbox: Sandbox): boolean {
  if (!existsSync(sandbox.directory)) return false;
  const entries = readdirSync(sandbox.directory);
  return !entries.includes(FILE) && entries.some((entry) => entry !== `${FILE}${DRAFT}`);
}

/** The record of a sandbox; undefined if it has none. Throws a Problem if it cannot be read. */
export function readRecord(sandbox: Sandbox): SandboxRecord | undefined {
  const file = path.join(sandbox.directory, FILE);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Problem(
      `${file} is damaged.\n  Throw the sandbox away and start anew: node sandbox/main.ts down --name ${sandbox.name}`,
    );
  }
}

/** Writes the record whole or not at all. */
export function writeRecord(sandbox: Sandbox, record: SandboxRecord): void {
  writePrivate(path.join(sandbox.directory, FILE), `${JSON.stringify(record, null, 2)}\n`);
}

/** Writes a file that only this user may read, whole or not at all, making its folders as needed. */
export function writePrivate(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}${DRAFT}`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, file);
}
