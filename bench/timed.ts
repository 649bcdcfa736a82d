import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Fires when the benchmark is told to end: what runs is ended, and what was made is removed. */
export const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

/** How a command ran. */
export interface Timed {
  /** From its start to its end, in seconds. */
  readonly seconds: number;
  /** Processor time that its Node process itself used, without the processes that it started, in seconds. */
  readonly nodeSeconds: number;
  readonly stdout: string;
}

/** Where and how a command runs. */
export interface Surroundings {
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit codes that count as success (0 alone if not given). */
  readonly codes?: readonly number[];
  /** What standard input holds. */
  readonly input?: string;
}

/** Runs a command to its end, in silence. Raises an error with what it printed if its exit code is not expected. */
export async function timed(
  program: string,
  args: readonly string[],
  { directory, environment = {}, codes = [0], input = "" }: Surroundings,
): Promise<Timed> {
  const usage = mkdtempSync(join(tmpdir(), "usage-"));
  try {
    const began = performance.now();
    const child = spawn(program, args, {
      cwd: directory,
      signal: interrupted.signal,
      env: { ...quietEnvironment(), ...recordingUsage(usage), ...environment },
    });
    child.stdin.end(input);
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (chunk: string) => {
        output[stream] += chunk;
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    const seconds = (performance.now() - began) / 1000;
    if (code === null || !codes.includes(code))
      throw new Error(`${[program, ...args].join(" ")} ended with ${code}\n${output.stderr}${output.stdout}`);
    return { seconds, nodeSeconds: usedBy(child.pid, usage), stdout: output.stdout };
  } finally {
    rmSync(usage, { recursive: true, force: true });
  }
}

/** This process's environment without the engine settings of whoever runs the benchmark. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
  return { ...Object.fromEntries(kept), CI: "true", PULUMI_SKIP_UPDATE_CHECK: "true" };
}

/** Has every Node process of the command write down what it used, by its id. */
function recordingUsage(folder: string): NodeJS.ProcessEnv {
  const hook = new URL("record-usage.ts", import.meta.url);
  return { NODE_OPTIONS: `--import=${hook.href}`, BENCH_USAGE: folder };
}

function usedBy(pid: number | undefined, folder: string): number {
  try {
    return Number(readFileSync(join(folder, String(pid)), "utf8"));
  } catch {
    return Number.NaN;
  }
}
