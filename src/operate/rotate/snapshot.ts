import { scryptSync } from "node:crypto";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";
import type { SecretPlan } from "../../plan/secrets.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { matches, readWorkloads, type Workload } from "../cluster/workloads.ts";
import { podHealthy } from "../diagnose/pod-troubles.ts";

/** A pod, as far as a rotation has to tell it from another. */
export interface PodSeen {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A workload with its pods. */
export interface WorkloadSeen {
  /** Kind, namespace and name. */
  readonly id: string;
  readonly desired: number;
  readonly pods: readonly PodSeen[];
}

/** What runs, and what the Secrets hold: digests that no value can be guessed from. */
export interface Snapshot {
  readonly workloads: readonly WorkloadSeen[];
  /** By namespace and name of the Secret, and key; a Secret that is not there has no keys. */
  readonly digests: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** How a workload is called in a snapshot, and to people. */
export function workloadId({ kind, namespace, name }: Pick<Workload, "kind" | "namespace" | "name">): string {
  return `${kind}/${namespace}/${name}`;
}

/** How a Secret is called in a snapshot. */
export function secretId({ namespace, name }: Pick<SecretPlan, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

/** The workloads of the given namespaces, Jobs left out: they start no pod anew. */
export async function lastingWorkloads(cluster: Cluster, namespaces: readonly string[]): Promise<readonly Workload[]> {
  const lists = await Promise.all(namespaces.map((namespace) => readWorkloads(cluster, namespace)));
  return lists.flat().filter(({ kind }) => kind !== "Job");
}

/** Looks at everything that a rotation may touch. */
export async function takeSnapshot(
  cluster: Cluster,
  workloads: readonly Workload[],
  secrets: readonly SecretPlan[],
  salt: string,
): Promise<Snapshot> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = cluster.config.makeApiClient(CoreV1Api);
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))];
  const pods = (await Promise.all(namespaces.map((namespace) => api.listNamespacedPod({ namespace })))).flatMap(
    ({ items }) => items,
  );
  const digests = await Promise.all(secrets.map(async (secret) => [secretId(secret), await digest(api, secret, salt)]));
  return {
    workloads: workloads.map((workload) => ({
      id: workloadId(workload),
      desired: workload.desired,
      pods: podsOf(workload, pods),
    })),
    digests: Object.fromEntries(digests),
  };
}

/** The pods of a workload that are there to stay. */
function podsOf({ namespace, selector }: Workload, pods: readonly V1Pod[]): readonly PodSeen[] {
  return pods
    .filter(({ metadata }) => metadata?.namespace === namespace && metadata.deletionTimestamp === undefined)
    .filter(({ metadata }) => matches(selector, metadata?.labels ?? {}))
    .map((pod) => ({
      name: pod.metadata?.name ?? "",
      uid: pod.metadata?.uid ?? "",
      ready: podHealthy(pod),
      annotations: pod.metadata?.annotations ?? {},
    }));
}

/** Salted, and slow to compute: what is digested may be short, and the digests wait in a file until a rotation is done. */
async function digest(api: CoreV1Api, { name, namespace }: SecretPlan, salt: string): Promise<Record<string, string>> {
  const { items } = await api.listNamespacedSecret({ namespace, fieldSelector: `metadata.name=${name}` });
  const data = Object.entries(items[0]?.data ?? {});
  return Object.fromEntries(data.map(([key, value]) => [key, scryptSync(value, salt, 24).toString("hex")]));
}
