import { execFile } from "node:child_process";
import { join } from "node:path";
import { UserError } from "../../core/problem.ts";

/** How Helm is asked. */
export interface HelmQuestion {
  /** Path of the Helm command. */
  readonly helm: string;
  /** Where it runs and keeps its cache; nothing there may have a chart's name, or Helm takes it for the chart. */
  readonly folder: string;
  /** Limit, in seconds. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** What it reads from standard input. */
  readonly input?: string;
}

/**
 * Asks Helm something that needs no cluster, and returns what it prints.
 * @throws Error with Helm's own words, and UserError if somebody stopped it.
 */
export function askHelm(
  { helm, folder, seconds, signal, input }: HelmQuestion,
  args: readonly string[],
): Promise<string> {
  const options = {
    cwd: folder,
    env: { ...process.env, HELM_CACHE_HOME: join(folder, ".cache") },
    maxBuffer: 256 * 1024 * 1024,
    timeout: seconds * 1000,
    killSignal: "SIGKILL",
    signal,
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(helm, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (signal.aborted || error.signal === "SIGINT") reject(new UserError("Stopped.", []));
      else if (error.killed === true) reject(new Error(`no answer within ${seconds} s`));
      else reject(new Error(stderr.trim().replace(/^Error: /, "") || error.message));
    });
    // A Helm that fails at once reads nothing: the broken pipe tells no more than its exit code.
    child.stdin?.on("error", () => {}).end(input ?? "");
  });
}
