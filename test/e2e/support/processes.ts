import { execFileSync } from "node:child_process";

/** A process and everything that it started, itself first. */
export function processTree(pid: number): readonly number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): number[] => table.flatMap(([child = 0, its]) => (its === parent ? [child] : []));
  const tree = [pid];
  for (const member of tree) tree.push(...childrenOf(member));
  return tree;
}

/** Ends a process and everything that it started, at once, as a machine that loses power would; the sandbox's own are spared. */
export function killTree(pid: number): void {
  for (const member of processTree(pid)) {
    try {
      process.kill(member, "SIGKILL");
    } catch {
      // It ended by itself in the meantime.
    }
  }
}
