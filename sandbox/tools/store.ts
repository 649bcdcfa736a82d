import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { withLock } from "../lock.ts";
import type { Progress } from "../progress.ts";
import { cachedProgram, cacheProblem } from "./cache.ts";
import type { Tool } from "./catalog.ts";
import { accepted, isExecutable, statedVersion } from "./find.ts";

/**
 * Puts a program into the cache: made in a folder of its own, checked by its own word, then renamed, so that the cache
 * holds whole programs only. Of several processes that install the same tool one works and the others take its result.
 */
export async function install(
  tool: Tool,
  progress: Progress,
  make: (draft: string) => Promise<string>,
): Promise<string> {
  const program = cachedProgram(tool);
  const folder = path.dirname(program);
  const waiting = (pid: number) => progress.say(`waiting for process ${pid}, which is installing ${tool.name}`);
  const work = async () => {
    if (isExecutable(program)) return program;
    removeDrafts(folder);
    const draft = path.join(folder, `draft-${randomBytes(4).toString("hex")}`);
    const discard = () => rmSync(draft, { recursive: true, force: true });
    process.once("exit", discard);
    try {
      mkdirSync(draft, { recursive: true });
      const made = await make(draft);
      chmodSync(made, 0o755);
      await check(tool, made);
      moveBeside(made, draft, program);
      return program;
    } finally {
      process.off("exit", discard);
      discard();
    }
  };
  try {
    return await withLock(`${folder}.lock`, work, waiting);
  } catch (error) {
    throw cacheProblem(error) ?? error;
  }
}

async function check(tool: Tool, program: string): Promise<void> {
  const stated = await statedVersion(program, tool.versionArguments);
  if (!accepted(tool, stated)) throw new Error(`${tool.name} ${tool.version} states version ${stated ?? "none"}`);
}

// What was unpacked beside the program (the CLI's own plugins) goes along; the program comes last, as its presence says
// that all is there.
function moveBeside(made: string, draft: string, program: string): void {
  const folder = path.dirname(program);
  for (const entry of readdirSync(draft, { withFileTypes: true })) {
    if (entry.isFile() && entry.name.startsWith("pulumi-")) {
      renameSync(path.join(draft, entry.name), path.join(folder, entry.name));
    }
  }
  renameSync(made, program);
}

function removeDrafts(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder)) {
    if (entry.startsWith("draft-")) rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
}
