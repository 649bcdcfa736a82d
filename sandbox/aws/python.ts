import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { withLock } from "../lock.ts";
import { Problem, reason } from "../problem.ts";
import type { Progress } from "../progress.ts";
import { cacheDirectory, cacheProblem } from "../tools/cache.ts";
import { isExecutable, onPath } from "../tools/find.ts";

const INSTALL_MS = 10 * 60 * 1000;
const REQUIREMENTS = path.join(import.meta.dirname, "requirements.txt");
const run = promisify(execFile);

/**
 * A Python that has the AWS emulator, in the cache; installed there at the first call, which takes about a minute. Throws a
 * Problem if there is no Python 3.10 or later, or if the packages cannot be had.
 */
export async function provideMoto(progress: Progress): Promise<string> {
  const id = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const folder = path.join(cacheDirectory(), "python", `moto-${id}`);
  const python = path.join(folder, "bin", "python");
  if (isExecutable(python)) return python;
  const waiting = (pid: number) => progress.say(`waiting for process ${pid}, which is installing the AWS emulator`);
  try {
    await withLock(`${folder}.lock`, async () => isExecutable(python) || install(folder, progress), waiting);
  } catch (error) {
    throw cacheProblem(error) ?? error;
  }
  return python;
}

async function install(folder: string, progress: Progress): Promise<void> {
  const system = await usablePython();
  progress.say("installing the AWS emulator (moto) into the cache, once: about a minute");
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(path.dirname(draft), { recursive: true });
  try {
    await step("make a virtual environment", system, ["-m", "venv", draft]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", REQUIREMENTS];
    await step("install the packages", path.join(draft, "bin", "python"), pip);
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function usablePython(): Promise<string> {
  for (const python of [...onPath("python3"), ...onPath("python")]) {
    try {
      await run(python, ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"]);
      return python;
    } catch {
      // Too old, or without what makes virtual environments: the next one may do.
    }
  }
  throw new Problem(
    "The AWS emulator needs Python 3.10 or later with the modules venv and ensurepip, and there is none on PATH.\n" +
      "  Install it (on Debian and Ubuntu: apt install python3 python3-venv), then run the same command again.",
  );
}

async function step(what: string, program: string, args: string[]): Promise<void> {
  try {
    await run(program, args, { timeout: INSTALL_MS });
  } catch (error) {
    const lines = reason(error).trim().split("\n").slice(-8);
    throw new Problem(
      `The AWS emulator could not be installed: Python could not ${what}.\n` +
        `${lines.map((line) => `    ${line}`).join("\n")}\n` +
        "  Check the network and pip's configuration (pip config list), then run the same command again.",
    );
  }
}
