import { scaledKey } from "../../live/scaled.ts";
import { keyOf, kindOf, type RenderedObject } from "../../render/object.ts";
import { at } from "./fields.ts";

/** Where the number of a workload's pods stands. */
const counts: Readonly<Record<string, string>> = {
  "Deployment.apps": "spec.replicas",
  "StatefulSet.apps": "spec.replicas",
  "ReplicaSet.apps": "spec.replicas",
  "Cluster.postgresql.cnpg.io": "spec.instances",
  "Job.batch": "spec.parallelism",
};

/** What is known of the pods that DaemonSets run on nodes; neither: nothing. */
export interface NodePods {
  /** Nodes that there are. */
  readonly nodes?: number;
  /** For each DaemonSet that is there, by key: its pods. */
  readonly scheduled?: ReadonlyMap<string, number>;
}

/** How many pods each workload has at least: what it says itself, or what its autoscaler keeps. */
export class PodCounts {
  private readonly kept: ReadonlyMap<string, number>;
  private readonly onNodes: NodePods;

  constructor(objects: readonly RenderedObject[], onNodes: NodePods = {}) {
    this.onNodes = onNodes;
    this.kept = new Map(
      objects
        .filter(({ object }) => object.kind === "HorizontalPodAutoscaler")
        .flatMap((scaler) =>
          scaledKey(scaler).map((key) => [key, Number(at(scaler.object, "spec.minReplicas") ?? 1)] as const),
        ),
    );
  }

  /** Pods of one object; none if it runs none. */
  of(rendered: RenderedObject | undefined): number {
    if (rendered === undefined) return 0;
    const kind = kindOf(rendered);
    if (kind === "DaemonSet.apps") return this.ofDaemonSet(rendered) ?? 1;
    const path = counts[kind];
    if (path === undefined) return 0;
    return Math.max(Number(at(rendered.object, path) ?? 1), this.kept.get(keyOf(rendered)) ?? 0);
  }
  /** Whether nobody knows how many pods an object has: it has one on every node, and counts as one. */
  isUnknown(rendered: RenderedObject | undefined): boolean {
    return rendered !== undefined && kindOf(rendered) === "DaemonSet.apps" && this.ofDaemonSet(rendered) === undefined;
  }

  private ofDaemonSet(rendered: RenderedObject): number | undefined {
    const { nodes, scheduled } = this.onNodes;
    return scheduled?.get(keyOf(rendered)) ?? nodes ?? (scheduled === undefined ? undefined : 0);
  }
}
