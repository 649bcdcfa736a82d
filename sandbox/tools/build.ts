import { execFile, spawn } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Problem } from "../problem.ts";
import { cacheDirectory, diskFull } from "./cache.ts";
import type { SourceChange, Tool } from "./catalog.ts";

const SHOWN_LINES = 20;

/**
 * Builds a tool from its pinned Go module into the file `target`. Throws a Problem with the end of the compiler's output
 * and what to do, or one that says the disk is full.
 */
export async function buildTool(go: string, tool: Tool, target: string): Promise<void> {
  const variables = Object.entries(tool.linkerVariables).map(([name, value]) => `-X ${name}=${value}`);
  const linkerFlags = ["-s", "-w", ...variables].join(" ");
  const folder = path.join(import.meta.dirname, tool.module);
  const changed = tool.changes === undefined ? [] : await changedSource(go, folder, tool.changes, path.dirname(target));
  const flags = ["-trimpath", "-mod=readonly", ...changed, "-ldflags", linkerFlags];
  const args = ["build", ...flags, "-o", target, tool.goPackage];
  const { code, output } = await runGo(go, args, folder);
  if (code === 0) return;
  if (/no space left on device|disk quota exceeded/i.test(output)) throw diskFull(cacheDirectory());
  throw new Problem(
    `Building ${tool.name} ${tool.version} failed. The end of Go's output:\n` +
      `${lastLines(output)}\n` +
      `  ${advice(output)}\n` +
      `  Or install ${tool.name} ${tool.version} yourself, so that it is found on PATH.`,
  );
}

function runGo(go: string, args: string[], cwd: string): Promise<{ code: number | null; output: string }> {
  // Without C code no C compiler is needed, and the programs run on any distribution.
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" };
  const child = spawn(go, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  return new Promise((resolve, reject) => {
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-64_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("exit", stop);
      resolve({ code, output });
    });
  });
}

/**
 * The flags that make Go read a changed copy of a module, in the draft's folder: what lies in its own cache Go does not let
 * anybody replace. Throws if the text to be changed is not there.
 */
async function changedSource(go: string, folder: string, change: SourceChange, draft: string): Promise<string[]> {
  await runGo(go, ["mod", "download", change.module], folder);
  const { code, output } = await runGo(go, ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", change.module], folder);
  if (code !== 0) throw new Problem(`Go does not find ${change.module}:\n${lastLines(output)}\n  ${advice(output)}`);
  const copy = path.join(draft, "changed");
  await promisify(execFile)("cp", ["-R", output.trim().split("\n").at(-1) ?? "", copy]);
  await promisify(execFile)("chmod", ["-R", "u+w", copy]);
  const file = path.join(copy, change.file);
  const before = readFileSync(file, "utf8");
  const missing = change.texts.filter(([text]) => !before.includes(text));
  if (missing.length > 0) throw new Error(`${change.module}/${change.file} does not hold ${missing[0]?.[0]}`);
  writeFileSync(
    file,
    change.texts.reduce((text, [from, to]) => text.replaceAll(from, to), before),
  );
  const pins = readFileSync(path.join(folder, "go.mod"), "utf8");
  writeFileSync(path.join(draft, "changed.mod"), `${pins}\nreplace ${change.module} => ${copy}\n`);
  copyFileSync(path.join(folder, "go.sum"), path.join(draft, "changed.sum"));
  return [`-modfile=${path.join(draft, "changed.mod")}`];
}

function lastLines(output: string): string {
  const lines = output.trim().split("\n").slice(-SHOWN_LINES);
  return lines.map((line) => `    ${line}`).join("\n");
}

function advice(output: string): string {
  if (/requires go >=|toolchain not available|invalid go version/.test(output)) {
    return "Go is too old: install the version named above, or let Go fetch it itself (unset GOTOOLCHAIN).";
  }
  if (/dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|module lookup disabled/.test(output)) {
    return "Go could not fetch modules: check the network and `go env GOPROXY`, then run the same command again.";
  }
  if (/signal: killed|cannot allocate memory|out of memory/.test(output)) {
    return "The compiler ran out of memory (it needs about 3 GB): close other programs and run the same command again.";
  }
  return "Run the same command again; what was compiled is kept.";
}
