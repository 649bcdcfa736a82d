import { execFileSync } from "node:child_process";
import path from "node:path";

interface Process {
  pid: number;
  parent: number;
  words: string[];
}

function processes(): Process[] {
  const listing = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8", maxBuffer: 64e6 });
  return listing
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, ...words]) => ({ pid: Number(pid), parent: Number(parent), words }));
}

function below(root: number): Process[] {
  const all = processes();
  const found = new Set([root]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => pid !== root && found.has(pid));
}

function isEngine({ words }: Process): boolean {
  return path.basename(words[0] ?? "") === "pulumi";
}

function isPlugin({ words }: Process): boolean {
  const [program = "", script = ""] = words;
  return path.basename(program) === "pulumi-resource-kubernetes" || script.endsWith("/kubernetes/main.ts");
}

/** Kills the engine and the Kubernetes plugin that a process has started, and nothing else. Returns how many. */
export function killEngine(root: number): number {
  const victims = below(root).filter((found) => isEngine(found) || isPlugin(found));
  for (const { pid } of victims) process.kill(pid, "SIGKILL");
  return victims.length;
}

/** Interrupts the engine that a process has started, as Ctrl-C does. Returns how many. */
export function interruptEngine(root: number): number {
  const engines = below(root).filter(isEngine);
  for (const { pid } of engines) process.kill(pid, "SIGINT");
  return engines.length;
}
