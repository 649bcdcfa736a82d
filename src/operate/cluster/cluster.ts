import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { KubeConfig, KubernetesObject } from "@kubernetes/client-node";
import { command } from "../../core/command.ts";
import { UserError } from "../../core/problem.ts";
import type { ClusterPlan } from "../../plan/cluster.ts";

/** A cluster that answered. */
export interface Cluster {
  readonly config: KubeConfig;
  /** Address of the API server. */
  readonly server: string;
  /** Kubernetes version of the API server, such as `v1.36.3`. */
  readonly version: string;
}

/** An object as the API server returns it. */
export type LiveObject = KubernetesObject & { readonly [field: string]: unknown };

/** How long an API server may take to answer, in milliseconds. */
const patience = 5000;

/**
 * Reaches an environment's cluster.
 * @throws UserError if its kubeconfig or context is missing or cannot be read, or it does not answer: says which, and how to mend it.
 */
export async function reachCluster(plan: ClusterPlan, directory: string): Promise<Cluster> {
  // Loaded here, not at the top: commands that need no cluster start in half the time.
  const { KubeConfig, VersionApi } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  loadInto(config, plan, directory);
  if (config.getContextObject(plan.context) === null) {
    const contexts = config.getContexts().map(({ name }) => name);
    throw unreachable(plan, `the kubeconfig has no context '${plan.context}'; it has ${contexts.join(", ") || "none"}`);
  }
  config.setCurrentContext(plan.context);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw unreachable(plan, `the kubeconfig has no cluster for context '${plan.context}'`);
  try {
    const answer = config.makeApiClient(VersionApi).getCode();
    return { config, server, version: (await withPatience(answer)).gitVersion };
  } catch (error) {
    throw unreachable(plan, `${server} does not answer: ${reason(error)}`);
  }
}

function loadInto(config: KubeConfig, plan: ClusterPlan, directory: string): void {
  const path = kubeconfigPath(plan, directory);
  if (path !== undefined && !existsSync(path)) throw unreachable(plan, `there is no kubeconfig ${path}`);
  try {
    if (path === undefined) config.loadFromDefault();
    else config.loadFromFile(path);
  } catch (error) {
    const read = path ?? (process.env.KUBECONFIG || "~/.kube/config");
    throw unreachable(plan, `the kubeconfig ${read} cannot be read: ${reason(error)}`);
  }
}

/** Path of an environment's kubeconfig; nothing if it is the user's own. */
export function kubeconfigPath({ kubeconfig }: ClusterPlan, directory: string): string | undefined {
  if (kubeconfig === undefined) return undefined;
  return isAbsolute(kubeconfig) ? kubeconfig : join(directory, "src", kubeconfig);
}

function unreachable(plan: ClusterPlan, message: string): UserError {
  const problem = { path: `cluster ${plan.identifier}`, message };
  if (plan.kind === "sandbox") {
    const name = plan.identifier.replace(/^sandbox-/, "");
    return new UserError("The sandbox is not running.", [{ ...problem, fix: `${command} sandbox up --name ${name}` }]);
  }
  return new UserError("The cluster cannot be reached, and nothing was planned or changed.", [
    { ...problem, fix: `kubectl --context ${plan.context} version` },
  ]);
}

function withPatience<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const limit = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience).unref();
  });
  return Promise.race([answer, limit]);
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
}
