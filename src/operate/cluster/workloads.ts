import type {
  V1DaemonSet,
  V1Deployment,
  V1Job,
  V1LabelSelector,
  V1ObjectMeta,
  V1PodSpec,
  V1PodTemplateSpec,
  V1StatefulSet,
} from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";

/** What runs pods in the cluster, and whether it does. */
export interface Workload {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job";
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Pods that are wanted; of a Job, completions. */
  readonly desired: number;
  /** Pods that are ready and of the newest revision; of a Job, those that succeeded. */
  readonly ready: number;
  readonly healthy: boolean;
  /** What keeps it from being healthy, in a few words. */
  readonly trouble: string;
  readonly images: readonly string[];
  readonly selector: V1LabelSelector;
  /** Annotations of its pods. */
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** Names of the Secrets that its pods refer to. */
  readonly secrets: readonly string[];
}

/** The workloads of a namespace, by kind and name. */
export async function readWorkloads({ config }: Cluster, namespace: string): Promise<readonly Workload[]> {
  const { AppsV1Api, BatchV1Api } = await import("@kubernetes/client-node");
  const apps = config.makeApiClient(AppsV1Api);
  const [deployments, statefulSets, daemonSets, jobs] = await Promise.all([
    apps.listNamespacedDeployment({ namespace }),
    apps.listNamespacedStatefulSet({ namespace }),
    apps.listNamespacedDaemonSet({ namespace }),
    config.makeApiClient(BatchV1Api).listNamespacedJob({ namespace }),
  ]);
  return [
    ...deployments.items.map(deploymentWorkload),
    ...statefulSets.items.map(statefulSetWorkload),
    ...daemonSets.items.map(daemonSetWorkload),
    ...jobs.items.map(jobWorkload),
  ];
}

/** A Deployment, judged as `kubectl rollout status` does. */
export function deploymentWorkload({ metadata, spec, status }: V1Deployment): Workload {
  const desired = spec?.replicas ?? 1;
  const seen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  const updated = status?.updatedReplicas ?? 0;
  // An old pod stays until a new one is ready to follow it: what is available is old first.
  const old = Math.max(0, (status?.replicas ?? 0) - updated);
  const ready = seen ? Math.min(updated, Math.max(0, (status?.availableReplicas ?? 0) - old)) : 0;
  const stuck = status?.conditions?.find(({ type, status: held }) => type === "Progressing" && held === "False");
  return {
    kind: "Deployment",
    ...identity(metadata, spec?.template, spec?.selector),
    ...judge(desired, ready, stuck?.message),
  };
}

/** A StatefulSet; one that is updated by hand only has no revision to wait for. */
export function statefulSetWorkload({ metadata, spec, status }: V1StatefulSet): Workload {
  const desired = spec?.replicas ?? 1;
  const ready = status?.readyReplicas ?? 0;
  const byHand = spec?.updateStrategy?.type === "OnDelete";
  const updated = byHand || status?.updateRevision === undefined ? ready : (status.updatedReplicas ?? 0);
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const seen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  return {
    kind: "StatefulSet",
    ...identity(metadata, spec?.template, spec?.selector),
    ...judge(desired, seen ? Math.min(ready, updated + partition) : 0, undefined),
  };
}

/** A DaemonSet: one pod on every node that it is meant for. */
export function daemonSetWorkload({ metadata, spec, status }: V1DaemonSet): Workload {
  const desired = status?.desiredNumberScheduled ?? 0;
  const ready = Math.min(status?.numberAvailable ?? 0, status?.updatedNumberScheduled ?? 0);
  return {
    kind: "DaemonSet",
    ...identity(metadata, spec?.template, spec?.selector),
    ...judge(desired, ready, undefined),
  };
}

/** A Job: healthy once it is done, or paused. */
export function jobWorkload({ metadata, spec, status }: V1Job): Workload {
  const failed = status?.conditions?.find(({ type, status: held }) => type === "Failed" && held === "True");
  const done = status?.conditions?.some(({ type, status: held }) => type === "Complete" && held === "True") ?? false;
  const desired = spec?.completions ?? 1;
  const ready = status?.succeeded ?? 0;
  const trouble = failed === undefined ? `${ready} of ${desired} done` : `failed: ${failed.message ?? failed.reason}`;
  const healthy = done || spec?.suspend === true;
  return {
    kind: "Job",
    ...identity(metadata, spec?.template, spec?.selector),
    desired,
    ready,
    healthy,
    trouble: healthy ? "" : trouble,
  };
}

function judge(desired: number, ready: number, reason: string | undefined) {
  const healthy = ready >= desired;
  const said = reason === undefined ? "" : `: ${reason}`;
  return { desired, ready, healthy, trouble: healthy ? "" : `${ready} of ${desired} ready${said}` };
}

function identity(
  metadata: V1ObjectMeta | undefined,
  template: V1PodTemplateSpec | undefined,
  selector: V1LabelSelector | undefined,
) {
  return {
    name: metadata?.name ?? "",
    namespace: metadata?.namespace ?? "",
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    images: [...new Set((template?.spec?.containers ?? []).map(({ image }) => image ?? ""))],
    selector: selector ?? {},
    podAnnotations: template?.metadata?.annotations ?? {},
    secrets: referencedSecrets(template?.spec),
  };
}

/** Names of the Secrets that a pod's containers read: as a whole, key by key, or as files. */
function referencedSecrets(spec: V1PodSpec | undefined): readonly string[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const environment = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...envFrom.map(({ secretRef }) => secretRef?.name),
  ]);
  const files = (spec?.volumes ?? []).flatMap(({ secret, projected }) => [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source) => source.secret?.name),
  ]);
  return [...new Set([...environment, ...files].filter((name) => name !== undefined))];
}

/** Whether labels match a selector. An empty selector matches nothing here: no workload owns every pod. */
export function matches(selector: V1LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector.matchLabels ?? {});
  const expressions = selector.matchExpressions ?? [];
  if (wanted.length + expressions.length === 0) return false;
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      return values.includes(value ?? "") === (operator === "In");
    })
  );
}
