import path from "node:path";
import { Problem, reason } from "../problem.ts";
import { duration, type Progress } from "../progress.ts";
import { buildTool } from "./build.ts";
import { cacheDirectory, cachedProgram } from "./cache.ts";
import { TOOLS, type Tool } from "./catalog.ts";
import { downloadRelease } from "./download.ts";
import { findTool, onPath } from "./find.ts";
import { downloadsOff, reachable } from "./network.ts";
import { installPulumi } from "./pulumi-installer.ts";
import { install } from "./store.ts";

/** Compilers that run side by side; each takes several cores and up to 3 GB. */
const AT_ONCE = 2;
const PULUMI_HOST = "https://get.pulumi.com";

/**
 * The paths of the named programs. One that is neither on PATH in the right version nor in the cache is downloaded, or
 * built from its Go module where there is no way to the download. Throws a Problem that names everything missing.
 */
export async function provideTools(names: readonly string[], progress: Progress): Promise<Record<string, string>> {
  const tools = named(names);
  const found = new Map<Tool, string>();
  for (const tool of tools) {
    const program = await findTool(tool);
    if (program !== undefined) found.set(tool, program);
  }
  const missing = tools.filter((tool) => !found.has(tool));
  const rest = await download(missing, found, progress);
  await build(rest, found, progress);
  return Object.fromEntries(tools.map((tool) => [tool.name, found.get(tool) ?? cachedProgram(tool)]));
}

function named(names: readonly string[]): Tool[] {
  const unknown = names.filter((name) => !TOOLS.has(name));
  if (unknown.length > 0) {
    throw new Problem(`Unknown tool: ${unknown.join(", ")}.\n  Known are: ${[...TOOLS.keys()].join(", ")}.`);
  }
  return [...TOOLS.values()].filter((tool) => names.includes(tool.name));
}

/** Tries the official release of each tool and returns those that still have to be built. */
async function download(missing: Tool[], found: Map<Tool, string>, progress: Progress): Promise<Tool[]> {
  const rest: Tool[] = [];
  // Where nothing could be built instead, an earlier failure is no reason not to ask again.
  const anew = onPath("go").length === 0;
  for (const tool of missing) {
    const url = tool.name === "pulumi" ? PULUMI_HOST : tool.release?.url;
    const program = url !== undefined && (await reachable(url, anew)) ? await downloadTool(tool, progress) : undefined;
    if (program === undefined) rest.push(tool);
    else found.set(tool, program);
  }
  return rest;
}

async function downloadTool(tool: Tool, progress: Progress): Promise<string | undefined> {
  progress.live(`downloading ${tool.name} ${tool.version}`);
  try {
    return await install(tool, progress, (draft) =>
      tool.release === undefined ? installPulumi(draft) : downloadRelease(tool.release, draft),
    );
  } catch (error) {
    if (error instanceof Problem) throw error;
    progress.say(`${tool.name} ${tool.version} could not be downloaded: ${reason(error)}`);
    return undefined;
  }
}

async function build(rest: Tool[], found: Map<Tool, string>, progress: Progress): Promise<void> {
  if (rest.length === 0) return;
  const go = onPath("go")[0];
  if (go === undefined) throw nothingWorks(rest);
  const running = new Map<number, { tool: Tool; since: number }>();
  const show = () => {
    const each = [...running].map(
      ([n, { tool, since }]) => `${n} of ${rest.length}: ${tool.name} (${duration(Date.now() - since)})`,
    );
    if (each.length > 0) progress.live(`building ${each.join(", ")}`);
  };
  const ticking = setInterval(show, 1000);
  const queue = [...rest.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, tool] = next;
      running.set(index + 1, { tool, since: Date.now() });
      show();
      found.set(tool, await install(tool, progress, (draft) => buildInto(go, tool, draft)));
      running.delete(index + 1);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    clearInterval(ticking);
  }
}

async function buildInto(go: string, tool: Tool, draft: string): Promise<string> {
  const program = path.join(draft, tool.name);
  await buildTool(go, tool, program);
  return program;
}

function nothingWorks(missing: Tool[]): Problem {
  const list = missing.map((tool) => `  - ${tool.name} ${tool.version}`).join("\n");
  const downloads = downloadsOff()
    ? "downloads are switched off (IMPRUN_DOWNLOADS=off)"
    : "their downloads cannot be reached";
  return new Problem(
    `Missing, and there is no way to get them here: ${downloads} and there is no Go to build them.\n${list}\n` +
      "Any one of these helps:\n" +
      "  - install Go (https://go.dev/dl): they are then built from source, which takes about 15 minutes, once\n" +
      "  - let this machine reach get.pulumi.com, get.helm.sh, dl.k8s.io, github.com and api.github.com, and run the command again\n" +
      "  - put these versions on PATH\n" +
      `  - copy the folder ${path.join(cacheDirectory(), "tools")} from a machine that has them`,
  );
}
