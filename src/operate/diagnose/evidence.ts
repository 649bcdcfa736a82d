import type { CoreV1Api, CoreV1Event, V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../cluster/cluster.ts";
import type { Mask } from "../cluster/secret-mask.ts";
import { matches, type Workload } from "../cluster/workloads.ts";
import { podHealthy, podTroubles } from "./pod-troubles.ts";

/** The last lines that a container wrote; or why there are none. */
export interface LogEnd {
  readonly pod: string;
  readonly container: string;
  readonly lines: readonly string[];
  /** Why there are no lines; empty if there are. */
  readonly none: string;
}

/** What can be seen of a workload that is not well: no secret is in it. */
export interface Evidence {
  /** What keeps its pods from being ready, by pod. */
  readonly troubles: readonly string[];
  /** The last events of the workload and its pods, oldest first. */
  readonly events: readonly string[];
  readonly logs: readonly LogEnd[];
}

/** How much is shown of each workload: more is a command away. */
const most = { pods: 2, events: 5, lines: 10 } as const;

/** Collects what can be seen of a workload that is not well. */
export async function collectEvidence({ config }: Cluster, workload: Workload, mask: Mask): Promise<Evidence> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  const { namespace } = workload;
  const [pods, events] = await Promise.all([
    api.listNamespacedPod({ namespace }),
    api.listNamespacedEvent({ namespace }),
  ]);
  const sick = pods.items
    .filter((pod) => matches(workload.selector, pod.metadata?.labels ?? {}) && !podHealthy(pod))
    // The newest first: of a Job, the last try.
    .sort((a, b) => createdOf(b) - createdOf(a))
    .slice(0, most.pods);
  const logs = await Promise.all(sick.map((pod) => logEnd(api, pod, mask)));
  return {
    troubles: sick.flatMap((pod) => podTroubles(pod).map((trouble) => mask(`${pod.metadata?.name}: ${trouble}`))),
    events: eventLines(events.items, workload, sick).map(mask),
    logs,
  };
}

function createdOf({ metadata }: V1Pod): number {
  return metadata?.creationTimestamp?.getTime() ?? 0;
}

/** The last events of a workload, of what it made, and of its pods. */
export function eventLines(
  events: readonly CoreV1Event[],
  { kind, name }: Pick<Workload, "kind" | "name">,
  pods: readonly V1Pod[],
): readonly string[] {
  const podNames = new Set(pods.map(({ metadata }) => metadata?.name));
  const concerns = ({ involvedObject: object }: CoreV1Event): boolean =>
    (object.kind === kind && object.name === name) ||
    (object.kind === "Pod" && podNames.has(object.name)) ||
    (object.kind === "ReplicaSet" && object.name?.replace(/-[a-z0-9]+$/, "") === name);
  return events
    .filter(concerns)
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .slice(-most.events)
    .map((event) => {
      const { involvedObject: object, reason, message, count = 1 } = event;
      const times = count > 1 ? ` (${count} times)` : "";
      return `${timeOf(event)} ${object.kind}/${object.name} ${reason}: ${message ?? ""}${times}`;
    });
}

function timeOf({ lastTimestamp, eventTime, metadata }: CoreV1Event): string {
  const time = lastTimestamp ?? eventTime ?? metadata.creationTimestamp;
  return time === undefined ? "" : new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The last lines of the container that is in trouble; if it was restarted and is silent, those of the one before. */
async function logEnd(api: CoreV1Api, { metadata, spec, status }: V1Pod, mask: Mask): Promise<LogEnd> {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const troubled = statuses.find(({ ready, state }) => !ready && state?.terminated?.exitCode !== 0);
  const container = troubled?.name ?? spec?.containers[0]?.name ?? "";
  const place = { name: metadata?.name ?? "", namespace: metadata?.namespace ?? "", container };
  const read = async (previous: boolean): Promise<readonly string[]> => {
    const text = await api.readNamespacedPodLog({ ...place, tailLines: most.lines, previous });
    return (text ?? "").split("\n").filter((line) => line.trim() !== "");
  };
  try {
    const lines = await read(false);
    const earlier = lines.length === 0 && (troubled?.restartCount ?? 0) > 0 ? await read(true) : lines;
    const shown = earlier.slice(-most.lines).map(mask);
    return { pod: place.name, container, lines: shown, none: shown.length > 0 ? "" : "it has written nothing" };
  } catch (error) {
    return { pod: place.name, container, lines: [], none: `its node gives no log: ${mask(reasonOf(error))}` };
  }
}

/** What an API server says about a log that it cannot give; a simulated node has none. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const body = "body" in error ? String(error.body) : "";
  const message = /"message":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1];
  return (message ?? error.message.split("\n")[0] ?? "").slice(0, 200);
}
