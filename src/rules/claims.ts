import { z } from "zod";
import { at, textAt } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { celHas } from "./cel.ts";
import { defineRule } from "./rule.ts";
import { celClaims, claimResources, claimsOf } from "./volume-claims.ts";

/** A size and a class for every claim. */
export const claims = defineRule({
  id: "claims",
  title: "A volume claim says its size and its StorageClass.",
  why: "The cluster's default class may be another one tomorrow, and no claim can change its class, nor shrink.",
  fix: "Set `storageClass` in the stack file, and the size in the app's values.",
  kinds: ["PersistentVolumeClaim", "StatefulSet"],
  // A sandbox's default will do for dev.
  tiers: tiers.filter((tier) => tier !== "dev"),
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    for (const claim of claimsOf(object)) {
      const size = at(claim, "spec", "resources", "requests", "storage") === undefined ? ["size"] : [];
      const missing = [...size, ...(textAt(claim, "spec", "storageClassName") === "" ? ["StorageClass"] : [])];
      if (missing.length > 0) yield `claim '${textAt(claim, "metadata", "name")}' has no ${missing.join(" and no ")}`;
    }
  },
  admission: {
    expression: () => ({
      resources: claimResources,
      variables: { claims: celClaims },
      faults:
        `variables.claims.filter(c, !(${celHas("c", "spec.resources.requests.storage")} && ` +
        `has(c.spec.storageClassName) && c.spec.storageClassName != ''))` +
        `.map(c, "claim '" + c.metadata.name + "' has no size, or no StorageClass")`,
    }),
  },
});
