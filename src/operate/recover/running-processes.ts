import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** A process of this machine. */
export interface RunningProcess {
  readonly pid: number;
  /** Process id of its parent. */
  readonly parent: number;
  /** The command line, word by word. */
  readonly words: readonly string[];
  /** When it started; absent where the system does not tell. */
  readonly started?: Date;
  /** Its working directory; absent where the system does not tell. */
  readonly directory?: string;
}

/** Clock ticks of /proc in a second: the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Every process of this machine that still runs; one that is dead and only waits for its parent is none. */
export function runningProcesses(): readonly RunningProcess[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** The name of a process's program, without its folder. */
export function programOf({ words }: RunningProcess): string {
  return basename(words[0] ?? "");
}

function fromProc(): readonly RunningProcess[] {
  const booted = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? 0);
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => readProcess(Number(entry), booted) ?? []);
}

function readProcess(pid: number, booted: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name stands in brackets and may hold anything: the other fields start after the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, parent, startTicks] = [fields[0], Number(fields[1]), Number(fields[19])];
    if (state === "Z" || state === "X") return undefined;
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    const started = new Date((booted + startTicks / ticksPerSecond) * 1000);
    return { pid, parent, words, started, ...directoryOf(pid) };
  } catch {
    // It ended while it was looked at.
    return undefined;
  }
}

function directoryOf(pid: number): { readonly directory?: string } {
  try {
    return { directory: readlinkSync(`/proc/${pid}/cwd`) };
  } catch {
    return {};
  }
}

function fromPs(): readonly RunningProcess[] {
  const output = execFileSync("ps", ["-axww", "-o", "pid=,ppid=,stat=,lstart=,command="], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
    maxBuffer: 16 * 1024 * 1024,
  });
  return output.split("\n").flatMap((line) => parsePsLine(line) ?? []);
}

/** One line of `ps -o pid=,ppid=,stat=,lstart=,command=`; nothing for a process that is dead. */
export function parsePsLine(line: string): RunningProcess | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, pid, parent, state = "", started = "", command = ""] = match;
  if (state.startsWith("Z")) return undefined;
  return { pid: Number(pid), parent: Number(parent), words: command.split(/\s+/), started: new Date(started) };
}
