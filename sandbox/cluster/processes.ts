import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processIdentity } from "../process-identity.ts";
import type { ProcessRecord } from "./record.ts";

const STOP_MS = 10_000;
const POLL_MS = 20;

/** A program to run, with its arguments. */
export interface Command {
  program: string;
  args: string[];
  /** Added to the small environment that every process gets. */
  env?: Record<string, string>;
}

/**
 * Starts a process that outlives this one: away from the terminal, output appended to the log file. It gets a
 * small environment, so that neither proxies nor secrets of this user reach it.
 */
export function startProcess(command: Command, directory: string, log: string): ProcessRecord {
  mkdirSync(path.dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, "a", 0o600);
  try {
    const env = { PATH: process.env.PATH ?? "", HOME: directory, KWOK_WORKDIR: path.join(directory, "kwok") };
    const child = spawn(command.program, command.args, {
      cwd: directory,
      detached: true,
      stdio: ["ignore", output, output],
      env: { ...env, ...command.env },
    });
    // Without a listener a program that cannot be run would end this process; the missing id says it as well.
    child.on("error", () => undefined);
    if (child.pid === undefined) throw new Error(`${command.program} cannot be run`);
    child.unref();
    return { pid: child.pid, identity: processIdentity(child.pid) ?? "" };
  } finally {
    closeSync(output);
  }
}

/** Whether exactly this process still runs, and not another one that has got its id since. */
export function isRunning(record: ProcessRecord | undefined): record is ProcessRecord {
  return record !== undefined && record.identity !== "" && processIdentity(record.pid) === record.identity;
}

/**
 * Ends processes at once; nothing they could still write is needed. Those that do not run, or whose id belongs to
 * another program now, are left alone. Throws if one does not end within 10 seconds.
 */
export async function stopProcesses(records: ProcessRecord[]): Promise<void> {
  const running = records.filter(isRunning);
  for (const { pid } of running) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended by itself meanwhile.
    }
  }
  const deadline = Date.now() + STOP_MS;
  for (let left = running; left.length > 0; left = left.filter(isRunning)) {
    if (Date.now() > deadline) throw new Error(`process ${left.map(({ pid }) => pid).join(", ")} does not end`);
    await sleep(POLL_MS);
  }
}

/**
 * Processes of a sandbox that its record does not know, because a command was killed between starting and noting one:
 * those that run one of the given programs or scripts with the sandbox's folder in their arguments.
 */
export function strayProcesses(
  directory: string,
  programs: ReadonlySet<string>,
  known: ProcessRecord[],
): ProcessRecord[] {
  const pids = new Set(known.filter(isRunning).map(({ pid }) => pid));
  return commandLines()
    .filter(({ pid }) => !pids.has(pid) && pid !== process.pid)
    .filter(({ words }) => programs.has(path.basename(words[0] ?? "")) || programs.has(words[1] ?? ""))
    .filter(({ words }) => words.some((word) => word.includes(`${directory}${path.sep}`)))
    .map(({ pid }) => ({ pid, identity: processIdentity(pid) ?? "" }));
}

function commandLines(): { pid: number; words: string[] }[] {
  if (process.platform !== "linux") {
    const lines = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => {
      const [pid, ...words] = line.trim().split(/\s+/);
      return { pid: Number(pid), words };
    });
  }
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => ({ pid: Number(pid), words: commandLine(pid) }));
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
