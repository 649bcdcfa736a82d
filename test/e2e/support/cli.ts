import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** How a command ended, and what it printed. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliRun>;
  /** Waits until the command has printed a text on either stream. */
  said(text: string): Promise<void>;
}

/** Starts a command of a checkout, without the caller's own engine settings, and with nobody to answer questions; `input` is typed. */
export function startCli(
  directory: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input?: string,
): RunningCli {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
  const env = { ...Object.fromEntries(inherited), CI: "true", PULUMI_SKIP_UPDATE_CHECK: "true", ...environment };
  const child = spawn(process.execPath, [join(directory, "src", "cli.ts"), ...args], {
    cwd: directory,
    env,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.end(input);
  const output = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
      output[stream] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<CliRun>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, ...output }));
  });
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!`${output.stdout}${output.stderr}`.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      ended.then(() => reject(new Error(`ended without saying '${text}':\n${output.stderr}`)), reject);
    });
  return { child, ended, said };
}

/** Runs a command of a checkout to its end. */
export function runCli(
  directory: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CliRun> {
  return startCli(directory, args, environment).ended;
}
