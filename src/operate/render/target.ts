import { namespacesOf } from "../../plan/plan.ts";
import { Api } from "../cluster/api.ts";
import { type Cluster, kubeconfigPath, reachCluster } from "../cluster/cluster.ts";
import { apiVersionsOf, type ServedKind, servedKinds } from "../cluster/discovery.ts";
import { type HelmRecord, readCurrentRecords } from "../cluster/helm-records.ts";
import type { Context, Decided } from "../context.ts";
import type { RenderTarget } from "./render.ts";

/** A cluster that was asked what it is, and what Helm has installed there. */
export interface AskedCluster extends RenderTarget {
  readonly cluster: Cluster;
  readonly api: Api;
  readonly kinds: readonly ServedKind[];
  readonly records: readonly HelmRecord[];
}

/** Asks an environment's cluster what a rendering for it has to know; `further` are namespaces beside the plan's. @throws UserError if it does not answer. */
export async function askTarget(
  { directory }: Pick<Context, "directory">,
  { plan }: Pick<Decided, "plan">,
  further: readonly string[] = [],
): Promise<AskedCluster> {
  const cluster = await reachCluster(plan.cluster, directory);
  const api = await Api.to(cluster);
  const namespaces = [...further, ...namespacesOf(plan)];
  const [kinds, records] = await Promise.all([servedKinds(api), readCurrentRecords(api, [...new Set(namespaces)])]);
  const path = kubeconfigPath(plan.cluster, directory);
  return {
    cluster,
    api,
    kinds,
    records,
    capabilities: {
      kubernetesVersion: cluster.version.replace(/^v/, ""),
      apiVersions: apiVersionsOf(kinds),
    },
    clusterKinds: kinds.filter(({ namespaced }) => !namespaced).map(({ kind }) => kind),
    lookup: [
      "--dry-run=server",
      "--kube-context",
      plan.cluster.context,
      ...(path === undefined ? [] : ["--kubeconfig", path]),
    ],
    installed: new Set(records.map(({ namespace, name }) => `${namespace}/${name}`)),
  };
}
