import { command } from "../../core/command.ts";
import { type Problem, UserError } from "../../core/problem.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Treatment } from "./remedy.ts";

/**
 * Stops where somebody else may be at work on a release, or a release is not known to be this stack's.
 * @throws UserError with every such release and what can be done about it.
 */
export function refuseStrangers(
  treatments: readonly Treatment[],
  stack: { readonly name: string; readonly project: string },
): void {
  const problems = treatments.flatMap((treatment) => strangerProblem(treatment, stack) ?? []);
  if (problems.length > 0)
    throw new UserError("Helm has releases that this stack did not leave; nothing was changed.", problems);
}

function strangerProblem(
  { name, namespace, remedy }: Treatment,
  stack: { readonly name: string; readonly project: string },
): Problem | undefined {
  const path = `release ${namespace}/${name}`;
  if (remedy.kind === "wait") {
    const message = `a Helm that this stack did not start is at work on it, or was stopped; run this again in ${remedy.seconds} s: by then it has ended, and what it left is healed`;
    return { path, message, fix: `helm --namespace ${namespace} history ${name}` };
  }
  if (remedy.kind !== "refuse") return undefined;
  const importing = [
    `${command} pulumi import kubernetes:helm.sh/v3:Release ${name} ${namespace}/${name}`,
    `--provider cluster=urn:pulumi:${stack.name}::${stack.project}::pulumi:providers:kubernetes::cluster`,
    `--protect=false --generate-code=false --yes --stack ${stack.name}`,
  ].join(" ");
  return {
    path,
    message: `is there already, and the state does not know it. If it may go, uninstall it; if it shall stay, import it into the state: ${importing}`,
    fix: `helm --namespace ${namespace} uninstall ${name}`,
  };
}

/**
 * Stops if the cluster has nothing of what the state knows: that is rather another cluster than one that lost everything.
 * @throws UserError that says how to go on if it is meant.
 */
export async function requireSameCluster(
  treatments: readonly Treatment[],
  { config, server }: Cluster,
  stack: string,
): Promise<void> {
  const gone = treatments.filter(({ remedy }) => remedy.kind === "forget");
  const here = treatments.filter(({ remedy, urn }) => urn !== undefined && remedy.kind !== "forget");
  if (gone.length === 0 || here.length > 0) return;
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const { items } = await config.makeApiClient(CoreV1Api).listNamespace();
  const present = new Set(items.map(({ metadata }) => metadata?.name));
  if (gone.some(({ namespace }) => present.has(namespace))) return;
  throw new UserError("This cluster has nothing of what the state knows.", [
    {
      path: server,
      message: `neither the releases ${gone.map(({ name }) => name).join(", ")} nor their namespaces are there. If this is the right cluster, and it was made anew, tell the state`,
      fix: `${command} pulumi refresh --yes --stack ${stack}`,
    },
  ]);
}
