import { z } from "zod";
import { at, mapAt } from "../core/fields.ts";
import { celHas } from "./cel.ts";
import { defineRule } from "./rule.ts";
import { claimResources } from "./volume-claims.ts";

/** Annotation that keeps Helm from deleting an object with its release. */
const policy = "helm.sh/resource-policy";

/** Data stays when what uses it goes. */
export const deletionProtection = defineRule({
  id: "deletion-protection",
  title: "Data outlives the release that uses it.",
  why: "An app that is taken out of a stack file by mistake is put back in a minute; its data is not.",
  fix:
    `Annotate a claim with ${policy}: keep; leave persistentVolumeClaimRetentionPolicy of a StatefulSet at Retain for ` +
    "both whenDeleted and whenScaled.",
  kinds: ["PersistentVolumeClaim", "StatefulSet"],
  tiers: ["prod"],
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    if (object.kind === "StatefulSet") {
      const retention = mapAt(object, "spec", "persistentVolumeClaimRetentionPolicy");
      for (const [when, what] of Object.entries(retention)) if (what === "Delete") yield `deletes its claims ${when}`;
    } else if (at(object, "metadata", "annotations", policy) !== "keep") yield "is deleted with its release";
  },
  admission: {
    expression: () => ({
      resources: claimResources,
      variables: {
        retention: `object.kind == 'StatefulSet' && ${celHas("dyn(object).spec", "persistentVolumeClaimRetentionPolicy")} ? dyn(object).spec.persistentVolumeClaimRetentionPolicy : dyn({})`,
        kept: `${celHas("object", "metadata.annotations")} && '${policy}' in object.metadata.annotations && object.metadata.annotations['${policy}'] == 'keep'`,
      },
      faults:
        "object.kind == 'StatefulSet' ? ['whenDeleted', 'whenScaled'].filter(w, w in variables.retention && " +
        "variables.retention[w] == 'Delete').map(w, 'deletes its claims ' + w) : " +
        "variables.kept ? [] : ['is deleted with its release']",
    }),
  },
});
