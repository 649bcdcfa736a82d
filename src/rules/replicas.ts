import { z } from "zod";
import { mapAt, textAt } from "../core/fields.ts";
import { replicated } from "./pods.ts";
import { type CheckContext, defineRule } from "./rule.ts";

/** More than one pod of everything that serves. */
export const replicas = defineRule({
  id: "replicas",
  title: "What serves runs more than once.",
  why: "With one pod, every restart, every node that is drained and every node that is lost is an outage.",
  fix: "Raise replicas, or minReplicas of its HorizontalPodAutoscaler.",
  kinds: replicated,
  tiers: ["prod"],
  scope: "apps",
  sees: "set",
  parameters: z.strictObject({ fewest: z.int().min(1).default(2).describe("Pods that there are at least.") }),
  *check(object, context) {
    const { replicas } = mapAt(object, "spec");
    const fewest = fewestOf(object.kind, textAt(object, "metadata", "name"), context) ?? replicas ?? 1;
    if (Number(fewest) < context.parameters.fewest)
      yield `runs ${fewest} pod${fewest === 1 ? "" : "s"} at least; ${context.parameters.fewest} are wanted`;
  },
  admission: {
    not: "The API server fills in `replicas: 1` where an autoscaler decides, and a policy cannot see the autoscaler.",
  },
});

/** What an autoscaler leaves a workload at least. */
function fewestOf(kind: unknown, name: string, { objects, namespace }: CheckContext): number | undefined {
  const scaler = objects.find(({ namespace: other, object }) => {
    const target = mapAt(object, "spec", "scaleTargetRef");
    return (
      other === namespace && object.kind === "HorizontalPodAutoscaler" && target.kind === kind && target.name === name
    );
  });
  return scaler === undefined ? undefined : Number(mapAt(scaler.object, "spec").minReplicas ?? 1);
}
