import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A program that tests call and that the machine may not have: the sandbox finds, downloads or builds it. */
export type ToolName = "actionlint" | "helm" | "kubeseal" | "kustomize";

const root = fileURLToPath(new URL("../..", import.meta.url));
const found = new Map<ToolName, string>();

/**
 * Absolute path of a program, asked for once per process; `IMPRUN_TOOL_<NAME>` gives one to use instead.
 * The first call may take minutes where the program has to be built. Throws when it cannot be had.
 */
export function toolPath(name: ToolName): string {
  const known = found.get(name) ?? given(name) ?? install(name);
  found.set(name, known);
  return known;
}

function given(name: ToolName): string | undefined {
  const variable = `IMPRUN_TOOL_${name.toUpperCase()}`;
  const path = process.env[variable];
  if (path !== undefined && !existsSync(path)) {
    throw new Error(`${variable} is ${path}, which does not exist`);
  }
  return path;
}

function install(name: ToolName): string {
  const answer = execFileSync(process.execPath, ["sandbox/main.ts", "tools", name], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { tools } = JSON.parse(answer) as { tools: Partial<Record<ToolName, string>> };
  const path = tools[name];
  if (path === undefined) throw new Error(`node sandbox/main.ts tools ${name} answered without a path for ${name}`);
  return path;
}
