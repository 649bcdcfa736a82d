import { realpathSync } from "node:fs";
import { basename, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../core/problem.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import { kubeconfigPath } from "../cluster/cluster.ts";
import type { Context, Decided } from "../context.ts";
import { programOf, type RunningProcess, runningProcesses } from "./running-processes.ts";

/** Where a release is worked on, for telling its Helm from others. */
export interface Workplace {
  /** Root of the checkout. */
  readonly directory: string;
  /** Context of the kubeconfig. */
  readonly context: string;
  /** The kubeconfig's path; nothing if it is the user's own. */
  readonly kubeconfig: string | undefined;
}

/** Helm's commands that change a release. */
const verbs = new Set(["install", "upgrade", "rollback", "uninstall", "delete"]);

/**
 * The processes that may still be at work on a release although their engine is gone: Helm itself, and a provider plugin of
 * this checkout that lost its engine.
 */
export function installersOf(
  release: string,
  processes: readonly RunningProcess[],
  workplace: Workplace,
): readonly RunningProcess[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  return processes.filter((process) => {
    if (programOf(process) === "helm") return worksOn(process, release, workplace);
    const parent = byPid.get(process.parent);
    return isPluginOf(process, workplace) && (parent === undefined || !programOf(parent).includes("pulumi"));
  });
}

function worksOn({ words }: RunningProcess, release: string, { context, kubeconfig }: Workplace): boolean {
  if (!words.includes(release) || !words.some((word) => verbs.has(word))) return false;
  const theirContext = option(words, "--kube-context");
  const theirFile = option(words, "--kubeconfig");
  if (theirContext !== undefined && theirContext !== context) return false;
  return theirFile === undefined || kubeconfig === undefined || samePath(theirFile, kubeconfig);
}

function isPluginOf({ words, directory }: RunningProcess, workplace: Workplace): boolean {
  const isPlugin = words.slice(0, 2).some((word) => basename(word) === "pulumi-resource-kubernetes");
  const elsewhere = directory !== undefined && !`${directory}/`.startsWith(`${workplace.directory}/`);
  return isPlugin && !elsewhere;
}

function option(words: readonly string[], name: string): string | undefined {
  const joined = words.find((word) => word.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const index = words.indexOf(name);
  return index < 0 ? undefined : words[index + 1];
}

function samePath(left: string, right: string): boolean {
  return realPath(left) === realPath(right);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** How much longer than its release's time limit a Helm may take to write its record, in milliseconds. */
const slack = 10_000;

/**
 * Waits for what an engine that died has left at work, such as an install: until it has finished with the given releases, or
 * has ended.
 * @throws UserError that names the processes, if they outlive the longest time that a release may take.
 */
export async function waitForInstallers(
  { directory, terminal, signal }: Context,
  { plan }: Decided,
  releases: readonly ReleasePlan[],
  finished: () => Promise<boolean>,
): Promise<void> {
  const workplace = {
    directory,
    context: plan.cluster.context,
    kubeconfig: kubeconfigPath(plan.cluster, directory),
  };
  const deadline = Date.now() + Math.max(0, ...releases.map(({ timeoutSeconds }) => timeoutSeconds)) * 1000 + slack;
  for (let told = false; ; told = true) {
    const processes = runningProcesses();
    const alive = releases.flatMap(({ name }) => installersOf(name, processes, workplace));
    if (alive.length === 0 || (await finished())) return;
    const pids = [...new Set(alive.map(({ pid }) => pid))];
    if (!told) terminal.say(`waiting for what is still at work on a release (process ${pids.join(", ")}) …`);
    if (Date.now() > deadline) {
      // A plugin stays for minutes after it lost its engine, but what it began has run into its time limit by now.
      if (!alive.some((process) => programOf(process) === "helm")) return;
      const message = `process ${pids.join(", ")} outlived the release's time limit`;
      throw new UserError("Something still works on a release, though its engine is gone.", [
        { path: "helm", message, fix: `kill ${pids.join(" ")}` },
      ]);
    }
    await sleep(1000, undefined, { signal });
  }
}
