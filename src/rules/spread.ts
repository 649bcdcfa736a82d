import { z } from "zod";
import { at, listAt } from "../core/fields.ts";
import { celHas } from "./cel.ts";
import { podOf, podVariables, replicated, replicatedResources } from "./pods.ts";
import { defineRule } from "./rule.ts";

/** Pods of one workload on several nodes; also of one that has a single pod, which may be scaled up any time. */
export const spread = defineRule({
  id: "spread",
  title: "The pods of a workload are spread over nodes or zones.",
  why: "The scheduler may put all of them on one node, and they go down with it together.",
  fix: "Set topologySpreadConstraints, or affinity.podAntiAffinity, on the pod template.",
  kinds: replicated,
  tiers: ["prod"],
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    const pod = podOf(object);
    if (listAt(pod, "topologySpreadConstraints").length > 0) return;
    if (at(pod, "affinity", "podAntiAffinity") === undefined) yield "all its pods may be put on one node";
  },
  admission: {
    expression: () => ({
      resources: replicatedResources,
      variables: { pod: podVariables.pod },
      faults:
        `(has(variables.pod.topologySpreadConstraints) && variables.pod.topologySpreadConstraints.size() > 0) || ` +
        `(${celHas("variables.pod", "affinity.podAntiAffinity")}) ? [] : ["all its pods may be put on one node"]`,
    }),
  },
});
