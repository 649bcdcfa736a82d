import { z } from "zod";
import { at, mapAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { fewestPods } from "./autoscaler.ts";
import { replicated } from "./pods.ts";
import { type CheckContext, defineRule } from "./rule.ts";
import { selects } from "./selector.ts";

/** A budget for whatever runs more than once. */
export const disruptionBudget = defineRule({
  id: "disruption-budget",
  title: "A PodDisruptionBudget covers what runs more than once.",
  why: "Without one, draining nodes for an upgrade may take every pod of a workload at the same time.",
  fix: "Add a PodDisruptionBudget whose selector matches the pods, and that lets some of them go, not all.",
  kinds: replicated,
  tiers: ["prod"],
  scope: "apps",
  sees: "set",
  parameters: z.strictObject({}),
  *check(object, context) {
    const pods = fewestPods(object, context);
    // The budget of a single pod would keep its node from ever being drained.
    if (pods === 1) return;
    const budgets = budgetsOf(object, context);
    if (budgets.length === 0) yield "no PodDisruptionBudget selects its pods";
    else if (budgets.every((budget) => spendsAll(budget, pods)))
      yield "its PodDisruptionBudget lets all pods go at once";
  },
  admission: { not: "A policy sees one object: whether a PodDisruptionBudget is there as well, it cannot know." },
});

/** The budgets that an object's pods are part of. */
function budgetsOf(object: JsonObject, { objects, namespace }: CheckContext): readonly JsonObject[] {
  const labels = mapAt(object, "spec", "template", "metadata", "labels");
  return objects
    .filter(({ namespace: other, object: { kind } }) => kind === "PodDisruptionBudget" && other === namespace)
    .filter(({ object: budget }) => selects(at(budget, "spec", "selector"), labels))
    .map(({ object: budget }) => budget);
}

/** Whether a budget holds nothing back, where there are no more pods than `pods`. */
function spendsAll(budget: JsonObject, pods: number): boolean {
  const { minAvailable, maxUnavailable } = mapAt(budget, "spec");
  if (maxUnavailable !== undefined)
    return typeof maxUnavailable === "number" ? maxUnavailable >= pods : maxUnavailable === "100%";
  return minAvailable === 0 || minAvailable === "0%";
}
