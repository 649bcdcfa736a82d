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

/** How many pods each workload has at least: what it says itself, or what its autoscaler keeps. */
export class PodCounts {
  private readonly kept: ReadonlyMap<string, number>;
  private readonly nodes: number;

  /** `nodes` is how many pods a DaemonSet has. */
  constructor(objects: readonly RenderedObject[], nodes = 1) {
    this.nodes = nodes;
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
    if (kind === "DaemonSet.apps") return this.nodes;
    const path = counts[kind];
    if (path === undefined) return 0;
    return Math.max(Number(at(rendered.object, path) ?? 1), this.kept.get(keyOf(rendered)) ?? 0);
  }
}
