import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "./problem.ts";
import { processIdentity } from "./process-identity.ts";

const POLL_MS = 200;

/**
 * Runs `work` while this process alone holds the lock file. A lock whose process is gone is taken over. `waiting` is
 * called with the holder's process id, once, if somebody else holds it.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, waiting: (pid: number) => void): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    const holder = read(file);
    if (holder !== undefined && alive(holder)) {
      if (!told) waiting(holder.pid);
      told = true;
      await sleep(POLL_MS);
    } else {
      discard(file);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

interface Holder {
  pid: number;
  identity: string;
}

// A hard link appears with its content or not at all, so nobody ever reads a half-written lock.
function take(file: string): boolean {
  const holder: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? "" };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function alive(holder: Holder): boolean {
  return processIdentity(holder.pid) === holder.identity;
}

// Two processes may find the same dead lock: renaming it lets one of them win, and what was moved is looked at again so
// that a lock taken in between is put back.
function discard(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved !== undefined && alive(moved)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}
