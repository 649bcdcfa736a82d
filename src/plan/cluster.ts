import type { ClusterSettings } from "../config/environment-schema.ts";

/** How the cluster is reached. */
export interface ClusterPlan {
  readonly kind: ClusterSettings["kind"];
  /** Tells this cluster from others; a changed kubeconfig with the same identifier replaces nothing. */
  readonly identifier: string;
  /** Context of the kubeconfig. */
  readonly context: string;
  /** The kubeconfig's path, relative to `src` for a sandbox; without it KUBECONFIG, then ~/.kube/config. */
  readonly kubeconfig?: string;
  /** Objects that are there and not in the state are taken over, instead of being refused. */
  readonly takeOver?: true;
}

/** Where the sandboxes of a checkout live, relative to its root. */
export const sandboxFolder = ".sandbox";

/** The way to an environment's cluster. */
export function planCluster(cluster: ClusterSettings): ClusterPlan {
  return { ...wayTo(cluster), ...(cluster.takeOver === true ? { takeOver: true } : {}) };
}

function wayTo(cluster: ClusterSettings): ClusterPlan {
  if (cluster.kind === "sandbox") {
    const context = `sandbox-${cluster.name}`;
    return {
      kind: cluster.kind,
      identifier: context,
      context,
      kubeconfig: `../${sandboxFolder}/${cluster.name}/kubeconfig`,
    };
  }
  const { kind, context, path } = cluster;
  return { kind, identifier: context, context, ...(path === undefined ? {} : { kubeconfig: path }) };
}
