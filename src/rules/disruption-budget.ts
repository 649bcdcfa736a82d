import { z } from "zod";
import { mapAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { replicated } from "./pods.ts";
import { type CheckContext, defineRule } from "./rule.ts";

/** A budget for whatever runs more than once. */
export const disruptionBudget = defineRule({
  id: "disruption-budget",
  title: "A PodDisruptionBudget covers what runs more than once.",
  why: "Without one, draining nodes for an upgrade may take every pod of a workload at the same time.",
  fix: "Add a PodDisruptionBudget whose selector matches the pods.",
  kinds: replicated,
  tiers: ["prod"],
  scope: "apps",
  sees: "set",
  parameters: z.strictObject({}),
  *check(object, context) {
    // The budget of a single pod would keep its node from ever being drained.
    if (mapAt(object, "spec").replicas === 1 || isCovered(object, context)) return;
    yield "no PodDisruptionBudget selects its pods";
  },
  admission: { not: "A policy sees one object: whether a PodDisruptionBudget is there as well, it cannot know." },
});

function isCovered(object: JsonObject, { objects, namespace }: CheckContext): boolean {
  const labels = mapAt(object, "spec", "template", "metadata", "labels");
  return objects.some(({ namespace: other, object: budget }) => {
    if (budget.kind !== "PodDisruptionBudget" || other !== namespace) return false;
    const wanted = Object.entries(mapAt(budget, "spec", "selector", "matchLabels"));
    return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
  });
}
