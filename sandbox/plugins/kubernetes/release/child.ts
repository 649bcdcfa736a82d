import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a program ended and what it said. */
export interface Outcome {
  /** The exit code; 128 or more when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

let leash: ChildProcess | undefined;

/**
 * Tells the leash which processes must not outlive this one. A provider that is killed in the middle of an install
 * takes the install with it, and Helm's record stays pending; an orphaned helm would finish it behind our back.
 */
function onLeash(verb: "hold" | "release", pid: number): void {
  if (leash === undefined) {
    const script = fileURLToPath(new URL("leash.sh", import.meta.url));
    leash = spawn("sh", [script], { stdio: ["pipe", "ignore", "ignore"] });
    leash.on("error", () => {});
    leash.stdin?.on("error", () => {});
    leash.unref();
  }
  leash.stdin?.write(`${verb} ${pid}\n`);
}

/** Runs a program to its end with `input` as its standard input. On abort it is asked to stop, and still awaited. */
export async function run(program: string, words: string[], input: string, abort: AbortSignal): Promise<Outcome> {
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const stop = (): void => {
    child.kill("SIGTERM");
  };
  const { pid } = child;
  if (pid !== undefined) onLeash("hold", pid);
  abort.addEventListener("abort", stop);
  // The engine may have cancelled before there was anything to stop.
  if (abort.aborted) stop();
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit) => resolve(exit ?? 128));
    });
    return { code, ...output };
  } finally {
    abort.removeEventListener("abort", stop);
    if (pid !== undefined) onLeash("release", pid);
  }
}
