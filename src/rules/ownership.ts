import { z } from "zod";
import { mapAt } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { celList } from "./cel.ts";
import { podKinds, podResources } from "./pods.ts";
import { defineRule } from "./rule.ts";

/** Annotation of a pod that Helm runs once, such as a chart's test. */
const hook = "helm.sh/hook";

/** Somebody answers for every workload, and it can be found. */
export const ownership = defineRule({
  id: "ownership",
  title: "Every workload says what it is and what it belongs to, and no pod stands alone.",
  why: "What nobody owns nobody updates; and a pod without a controller is gone with its node.",
  fix: "Add the missing labels; make a pod the template of a Deployment, StatefulSet or Job.",
  kinds: podKinds,
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({
    labels: z
      .array(z.string().min(1))
      .default(["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by"])
      .describe("Labels that a workload has."),
  }),
  *check(object, { parameters }) {
    const labels = mapAt(object, "metadata", "labels");
    const missing = parameters.labels.filter((label) => labels[label] === undefined);
    if (missing.length > 0) yield `has no label ${missing.join(", ")}`;
    if (object.kind === "Pod" && mapAt(object, "metadata", "annotations")[hook] === undefined)
      yield "is a pod without a controller";
  },
  admission: {
    expression: ({ parameters }) => ({
      resources: podResources,
      variables: {
        labels: "has(object.metadata.labels) ? object.metadata.labels : {}",
        hook: `has(object.metadata.annotations) && '${hook}' in object.metadata.annotations`,
      },
      faults:
        `${celList(parameters.labels)}.filter(l, !(l in variables.labels)).map(l, 'has no label ' + l) + ` +
        `(object.kind == 'Pod' && !variables.hook ? ['is a pod without a controller'] : [])`,
    }),
  },
});
