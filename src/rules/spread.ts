import { z } from "zod";
import { at, mapAt, mapsAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { celHas } from "./cel.ts";
import { podOf, podVariables, replicated, replicatedResources } from "./pods.ts";
import { defineRule } from "./rule.ts";
import { celSelects, selects } from "./selector.ts";

const apart = "affinity.podAntiAffinity";
const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";

/** Pods of one workload on several nodes; also of one that has a single pod, which may be scaled up any time. */
export const spread = defineRule({
  id: "spread",
  title: "The pods of a workload are spread over nodes or zones.",
  why: "The scheduler may put all of them on one node, and they go down with it together.",
  fix: "Set topologySpreadConstraints, or affinity.podAntiAffinity, on the pod template, with a labelSelector that its own pods match.",
  kinds: replicated,
  tiers: ["prod"],
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    const labels = mapAt(object, "spec", "template", "metadata", "labels");
    if (!terms(object).some((term) => selects(at(term, "labelSelector"), labels)))
      yield "all its pods may be put on one node";
  },
  admission: {
    expression: () => ({
      resources: replicatedResources,
      variables: {
        pod: podVariables.pod,
        labels: `${celHas("dyn(object).spec.template", "metadata.labels")} ? dyn(object).spec.template.metadata.labels : {}`,
        terms:
          `(${list("variables.pod", "topologySpreadConstraints")}) + (${list("variables.pod", `${apart}.${required}`)}) + ` +
          `(${list("variables.pod", `${apart}.${preferred}`)}).map(p, p.podAffinityTerm)`,
      },
      faults: `variables.terms.exists(t, ${celSelects("variables.labels")}) ? [] : ["all its pods may be put on one node"]`,
    }),
  },
});

/** Everything that keeps pods apart from those that it selects. */
function terms(object: JsonObject): readonly JsonObject[] {
  const pod = podOf(object);
  const affinity = at(pod, "affinity", "podAntiAffinity");
  return [
    ...mapsAt(pod, "topologySpreadConstraints"),
    ...mapsAt(affinity, required),
    ...mapsAt(affinity, preferred).map((one) => mapAt(one, "podAffinityTerm")),
  ];
}

/** A list that need not be there, in CEL. */
function list(root: string, path: string): string {
  return `${celHas(root, path)} ? dyn(${root}.${path}) : dyn([])`;
}
