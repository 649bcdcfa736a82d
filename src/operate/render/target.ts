import { at, mapsAt } from "../../core/fields.ts";
import { namespacesOf } from "../../plan/plan.ts";
import { Api } from "../cluster/api.ts";
import { type Cluster, kubeconfigPath, reachCluster } from "../cluster/cluster.ts";
import { apiVersionsOf, type ServedKind, servedKinds } from "../cluster/discovery.ts";
import { type HelmRecord, readCurrentRecords } from "../cluster/helm-records.ts";
import type { Context, Decided } from "../context.ts";
import { idOf, keyOf } from "./object.ts";
import type { RenderTarget } from "./render.ts";

/** A cluster that was asked what it is, and what Helm has installed there. */
export interface AskedCluster extends RenderTarget {
  readonly cluster: Cluster;
  readonly api: Api;
  readonly kinds: readonly ServedKind[];
  readonly records: readonly HelmRecord[];
  /** How many pods each DaemonSet is to have, by key; absent if the account may not know. */
  readonly scheduled?: ReadonlyMap<string, number>;
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
  const [kinds, records, scheduled] = await Promise.all([
    servedKinds(api),
    readCurrentRecords(api, [...new Set(namespaces)]),
    scheduledPods(api),
  ]);
  const path = kubeconfigPath(plan.cluster, directory);
  return {
    cluster,
    api,
    kinds,
    records,
    ...(scheduled === undefined ? {} : { scheduled }),
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

/** Nobody but the cluster knows how many nodes a DaemonSet is for. */
async function scheduledPods(api: Api): Promise<ReadonlyMap<string, number> | undefined> {
  const { status, body } = await api.ask({ path: "/apis/apps/v1/daemonsets" });
  if (status !== 200) return undefined;
  return new Map(
    mapsAt(body, "items").map((item) => {
      const object = { ...item, apiVersion: "apps/v1", kind: "DaemonSet" };
      const pods = at(item, "status", "desiredNumberScheduled");
      return [keyOf({ id: idOf(object, "", new Set()), object }), Number(pods ?? 0)];
    }),
  );
}
