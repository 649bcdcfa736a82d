import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** The sandbox's command line, as an operator starts it. */
export const MAIN = path.resolve(import.meta.dirname, "..", "..", "sandbox", "main.ts");

/** What a command has left behind. */
export interface Outcome<Result> {
  code: number;
  stderr: string;
  /** The JSON document on standard output; undefined if there is none. */
  result: Result | undefined;
}

/** Runs `node sandbox/main.ts …` to its end. Variables set to undefined are taken out of the environment. */
export function run<Result>(args: string[], variables: NodeJS.ProcessEnv = {}): Promise<Outcome<Result>> {
  const env = { ...process.env, ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ code, stderr, result: stdout === "" ? undefined : JSON.parse(stdout) });
    });
  });
}

/** Runs a command that has to succeed, and returns its result. */
export async function succeed<Result>(args: string[], variables?: NodeJS.ProcessEnv): Promise<Result> {
  const { code, stderr, result } = await run<Result>(args, variables);
  if (code !== 0 || result === undefined) throw new Error(`sandbox ${args.join(" ")} ended with ${code}: ${stderr}`);
  return result;
}

/** A sandbox of a test's own, away from the operator's. */
export interface TestSandbox {
  directory: string;
  /** The options that name it. */
  at: string[];
  remove(): Promise<void>;
}

/** A name and a place for a sandbox; nothing is started. `remove` leaves neither processes nor files. */
export function testSandbox(): TestSandbox {
  const name = `test-${randomBytes(3).toString("hex")}`;
  // Blanks, and longer than the path of a socket may be.
  const root = path.join(tmpdir(), `sandbox ${name}`);
  const directory = path.join(root, "x".repeat(80), name);
  const at = ["--name", name, "--directory", directory];
  return {
    directory,
    at,
    async remove() {
      await succeed(["down", ...at]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Calls `look` until it returns something; fails after the given seconds with what was last seen. */
export async function eventually<T>(what: string, seconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
