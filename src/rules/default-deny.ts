import { z } from "zod";
import { listAt, mapAt, textAt, textsAt } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { defineRule } from "./rule.ts";

/** Nothing reaches a pod that no policy lets through. */
export const defaultDeny = defineRule({
  id: "default-deny",
  title: "A namespace of apps denies by default what comes in.",
  why: "Without it every pod of the cluster reaches every port, and one that is broken into reaches all databases.",
  fix: "Add a NetworkPolicy with an empty podSelector, policyTypes: [Ingress] and no ingress rules.",
  kinds: ["Namespace"],
  tiers,
  scope: "apps",
  sees: "set",
  parameters: z.strictObject({}),
  *check(object, { objects }) {
    const name = textAt(object, "metadata", "name");
    const denied = objects.some(({ namespace, object: policy }) => {
      const spec = mapAt(policy, "spec");
      return (
        namespace === name &&
        policy.kind === "NetworkPolicy" &&
        Object.keys(mapAt(spec, "podSelector")).length === 0 &&
        textsAt(spec, "policyTypes").includes("Ingress") &&
        listAt(spec, "ingress").length === 0
      );
    });
    if (!denied) yield "has no NetworkPolicy that denies what comes in";
  },
  admission: { not: "A policy sees the Namespace before anything is in it." },
});
