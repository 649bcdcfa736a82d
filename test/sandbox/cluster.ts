import {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  type V1Container,
  type V1Pod,
  type V1PodSpec,
} from "@kubernetes/client-node";
import { eventually } from "./command.ts";

/** The namespace of every object of these tests. */
export const namespace = "default";
/** How long a simulated object may take to get where it is to be. */
export const SECONDS = 60;

/** A sandbox's cluster as the tests see it. */
export interface Cluster {
  config: KubeConfig;
  core: CoreV1Api;
  apps: AppsV1Api;
  batch: BatchV1Api;
  /** Creates a pod. */
  pod(name: string, spec: V1PodSpec, annotations?: Record<string, string>): Promise<void>;
  /** Waits for a pod to be as wanted and returns it. */
  podThat(name: string, what: string, wanted: (pod: V1Pod) => boolean): Promise<V1Pod>;
  /** Creates a Job whose pod is tried once. */
  job(name: string, image: string, annotations?: Record<string, string>): Promise<void>;
  /** Waits for a Job to have a condition ("Complete", "Failed"). */
  jobThat(name: string, type: string): Promise<unknown>;
}

/** The cluster behind a kubeconfig. */
export function connect(kubeconfig: string): Cluster {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const batch = config.makeApiClient(BatchV1Api);
  return {
    config,
    core,
    batch,
    apps: config.makeApiClient(AppsV1Api),
    async pod(name, spec, annotations = {}) {
      await core.createNamespacedPod({ namespace, body: { metadata: { name, annotations }, spec } });
    },
    podThat(name, what, wanted) {
      return eventually(`pod ${name} ${what}`, SECONDS, async () => {
        const seen = await core.readNamespacedPod({ name, namespace });
        return wanted(seen) ? seen : undefined;
      });
    },
    async job(name, image, annotations = {}) {
      const template = { metadata: { annotations }, spec: { restartPolicy: "Never", containers: [container(image)] } };
      await batch.createNamespacedJob({ namespace, body: { metadata: { name }, spec: { backoffLimit: 0, template } } });
    },
    jobThat(name, type) {
      return eventually(`job ${name} ${type}`, SECONDS, async () => {
        const { status } = await batch.readNamespacedJob({ name, namespace });
        return status?.conditions?.find((known) => known.type === type && known.status === "True");
      });
    },
  };
}

/** A container of a pod. */
export function container(image: string, name = "app"): V1Container {
  return { name, image };
}

/** The status of a pod's condition ("True", "False"). */
export function condition(pod: V1Pod, type: string): string | undefined {
  return pod.status?.conditions?.find((known) => known.type === type)?.status;
}

/** What each container of a pod waits for; undefined for one that does not wait. */
export function waiting(pod: V1Pod): (string | undefined)[] {
  return pod.status?.containerStatuses?.map(({ state }) => state?.waiting?.reason) ?? [];
}
