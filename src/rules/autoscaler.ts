import { mapAt, textAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import type { CheckContext } from "./rule.ts";

/** How many pods a workload has at least: what its autoscaler leaves it, or what it says itself. */
export function fewestPods(object: JsonObject, { objects, namespace }: CheckContext): number {
  const { kind } = object;
  const name = textAt(object, "metadata", "name");
  const scaler = objects.find(({ namespace: other, object }) => {
    const target = mapAt(object, "spec", "scaleTargetRef");
    return (
      other === namespace && object.kind === "HorizontalPodAutoscaler" && target.kind === kind && target.name === name
    );
  });
  const { replicas, minReplicas = 1 } = { ...mapAt(object, "spec"), ...mapAt(scaler?.object, "spec") };
  return Number((scaler === undefined ? replicas : minReplicas) ?? 1);
}
