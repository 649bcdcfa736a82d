import { existsSync, rmSync } from "node:fs";
import { withLock } from "../lock.ts";
import { Problem } from "../problem.ts";
import type { Progress } from "../progress.ts";
import { isRunning, stopProcesses } from "./processes.ts";
import { isForeign, lockFile, readRecord, type Sandbox, type SandboxRecord, sandboxAt } from "./record.ts";
import { strays } from "./start.ts";

/** What "down" has done. */
export interface DownResult {
  name: string;
  /** Whether there was such a sandbox. */
  removed: boolean;
  /** How many processes were ended. */
  stopped: number;
}

/** Ends every process of a sandbox and removes its folder with all data. A sandbox that is not there is fine. */
export function down(sandbox: Sandbox, progress: Progress): Promise<DownResult> {
  const waiting = (pid: number) => progress.say(`waiting for process ${pid}, which is at sandbox ${sandbox.name}`);
  return withLock(lockFile(sandbox), () => remove(sandbox), waiting);
}

async function remove(sandbox: Sandbox): Promise<DownResult> {
  const record = readableRecord(sandbox);
  // A folder the operator named may be anything; what is not a sandbox's is not ours to remove.
  if (sandbox.directory !== sandboxAt(sandbox.name).directory && isForeign(sandbox)) {
    throw new Problem(`${sandbox.directory} is not a sandbox: nothing was removed.`);
  }
  const processes = [...Object.values(record?.processes ?? {}).filter(isRunning), ...strays(sandbox, record)];
  await stopProcesses(processes);
  const removed = existsSync(sandbox.directory);
  rmSync(sandbox.directory, { recursive: true, force: true, maxRetries: 5 });
  return { name: sandbox.name, removed, stopped: processes.length };
}

// A damaged record must not keep anybody from throwing the sandbox away: its processes are found without it.
function readableRecord(sandbox: Sandbox): SandboxRecord | undefined {
  try {
    return readRecord(sandbox);
  } catch {
    return undefined;
  }
}
