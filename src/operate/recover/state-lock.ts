import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { command } from "../../core/command.ts";
import { type Problem, UserError } from "../../core/problem.ts";
import { type Context, type Decided, projectFolder } from "../context.ts";
import { backendEnvironment } from "../engine/backend.ts";
import { programOf, type RunningProcess, runningProcesses } from "./running-processes.ts";

/** A lock on a stack's state, as the engine's file backend keeps it. */
export interface StateLock {
  readonly path: string;
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** When it was taken (ISO 8601). */
  readonly timestamp: string;
}

/** Whether a lock is still held: `alive`, `dead`, or `elsewhere`, on a machine that cannot be asked. */
export type LockHolder = "alive" | "dead" | "elsewhere";

/** By how much a process may seem younger than its own lock, in milliseconds: clocks are set while processes run. */
const clockTolerance = 60_000;

/**
 * Makes sure that nobody else changes a stack. Returns the locks of processes that are gone, which stand in the way until
 * they are removed. Only a file backend's locks can be read; any other backend refuses a second update by itself.
 * @throws UserError that names who holds the lock, since when, and how to release it.
 */
export function requireUnlocked(context: Context, decided: Decided): readonly StateLock[] {
  const locks = readLocks(lockFolder(context, decided));
  if (locks.length === 0) return [];
  const processes = runningProcesses();
  const judged = locks.map((lock) => ({ lock, holder: judgeLock(lock, hostname(), processes) }));
  const held = judged.filter(({ holder }) => holder !== "dead");
  if (held.length > 0) {
    const problems = held.map(({ lock, holder }) => heldProblem(lock, holder, context.stack));
    throw new UserError(`Stack '${context.stack}' is being changed already; nothing was touched.`, problems);
  }
  return judged.map(({ lock }) => lock);
}

/** Removes the locks of dead processes; no other lock, even one that was taken a moment ago. Says what it did. */
export function removeLocks(locks: readonly StateLock[]): readonly string[] {
  return locks.map(({ path, username, pid, timestamp }) => {
    rmSync(path, { force: true });
    rmSync(`${path}.attrs`, { force: true });
    return `Removed the lock that ${username}'s process ${pid} left on the state at ${timestamp}; the process is gone.`;
  });
}

/** Whether the process that took a lock can still be at work. */
export function judgeLock(lock: StateLock, here: string, processes: readonly RunningProcess[]): LockHolder {
  if (lock.hostname !== here) return "elsewhere";
  const holder = processes.find(({ pid }) => pid === lock.pid);
  // The id of a dead process is given to another one sooner or later.
  if (holder === undefined || !programOf(holder).includes("pulumi")) return "dead";
  const { started } = holder;
  const younger = started !== undefined && started.getTime() > Date.parse(lock.timestamp) + clockTolerance;
  return younger ? "dead" : "alive";
}

/** What to tell about a lock that is, or may be, held. */
export function heldProblem(lock: StateLock, holder: LockHolder, stack: string): Problem {
  const who = `${lock.username}@${lock.hostname}, process ${lock.pid}, since ${lock.timestamp}`;
  const message =
    holder === "alive"
      ? `${who}; it runs: wait until it is done. Only if it hangs, end it and release the lock`
      : `${who}; whether it still runs can only be seen on ${lock.hostname}. If it does not, release the lock`;
  return { path: "state", message: `locked by ${message}`, fix: `${command} pulumi cancel --yes --stack ${stack}` };
}

/** The locks in a folder; a file that holds none, or vanishes meanwhile, is no lock. */
export function readLocks(folder: string | undefined): readonly StateLock[] {
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readLock(join(folder, name)) ?? []);
}

function readLock(path: string): StateLock | undefined {
  try {
    const content = JSON.parse(readFileSync(path, "utf8")) as Omit<StateLock, "path">;
    return typeof content.pid === "number" ? { ...content, path } : undefined;
  } catch {
    return undefined;
  }
}

/** Where a file backend keeps a stack's locks; nothing for any other backend. */
function lockFolder(context: Context, decided: Decided): string | undefined {
  const url = backendEnvironment(context, decided).PULUMI_BACKEND_URL ?? process.env.PULUMI_BACKEND_URL ?? loggedInTo();
  const folder = stateFolder(url, projectFolder(context));
  if (folder === undefined) return undefined;
  return join(folder, ".pulumi", "locks", "organization", decided.project, context.stack);
}

/** The folder that a file backend's URL names: absolute, relative to the project, or below the home directory. */
export function stateFolder(url: string, directory: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = decodeURIComponent(url.slice("file://".length).replace(/\?.*$/, ""));
  return path.startsWith("~") ? join(homedir(), path.slice(1)) : resolve(directory, path);
}

/** The backend of the last `pulumi login`. */
function loggedInTo(): string {
  const path = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "credentials.json");
  if (!existsSync(path)) return "";
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly current?: string }).current ?? "";
}
