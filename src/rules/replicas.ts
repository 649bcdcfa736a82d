import { z } from "zod";
import { counted } from "../core/counted.ts";
import { fewestPods } from "./autoscaler.ts";
import { replicated } from "./pods.ts";
import { defineRule } from "./rule.ts";

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
    const fewest = fewestPods(object, context);
    if (fewest < context.parameters.fewest)
      yield `runs ${counted(fewest, "pod")} at least; ${context.parameters.fewest} are wanted`;
  },
  admission: {
    not: "The API server fills in `replicas: 1` where an autoscaler decides, and a policy cannot see the autoscaler.",
  },
});
