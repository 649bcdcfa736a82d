import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "./problem.ts";
import { processIdentity } from "./process-identity.ts";

const POLL_MS = 100;
const WRITING_MS = 2_000;

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
    } else if (holder === undefined && isBeingWritten(file)) {
      await sleep(POLL_MS);
    } else {
      discard(file);
    }
  }
  const release = () => rmSync(file, { force: true });
  // An interrupted command ends without coming back here.
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

interface Holder {
  pid: number;
  identity: string;
}

function take(file: string): boolean {
  const holder: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? "" };
  let lock: number;
  try {
    lock = openSync(file, "wx", 0o600);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeSync(lock, JSON.stringify(holder));
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(lock);
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

// A lock without content was made a moment ago, or by a process that was killed in that moment.
function isBeingWritten(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs < WRITING_MS;
  } catch {
    return false;
  }
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
