import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../../core/problem.ts";
import type { ClusterPlan } from "../../plan/cluster.ts";
import { kubeconfigPath } from "../cluster/cluster.ts";
import type { Context } from "../context.ts";
import type { Engine } from "../engine/toolchain.ts";

const run = promisify(execFile);

/**
 * Runs Helm against an environment's cluster.
 * @throws UserError with Helm's own words and the command, if it fails.
 */
export async function runHelm(
  { directory, signal }: Pick<Context, "directory" | "signal">,
  { helm }: Pick<Engine, "helm">,
  cluster: ClusterPlan,
  args: readonly string[],
): Promise<string> {
  const kubeconfig = kubeconfigPath(cluster, directory);
  const connection = [
    "--kube-context",
    cluster.context,
    ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]),
  ];
  try {
    const { stdout } = await run(helm, [...args, ...connection], { signal, maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new UserError("Helm could not heal a release.", [
      { path: "helm", message: said || String(error), fix: ["helm", ...args, ...connection].join(" ") },
    ]);
  }
}
