import { z } from "zod";
import { tiers } from "../core/tier.ts";
import { defineRule, everyKind } from "./rule.ts";

/** An app stays at home. */
export const ownNamespace = defineRule({
  id: "own-namespace",
  title: "What an app brings lives in the app's own namespace.",
  why: "Policies, quotas and who may do what are said by namespace: an app that writes into another one has what is allowed there.",
  fix: "Take metadata.namespace out of the chart's template, or give what lives elsewhere a release of its own.",
  kinds: [everyKind],
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(_, { namespace, home }) {
    // What belongs to the cluster lives nowhere.
    if (home !== undefined && namespace !== "" && namespace !== home)
      yield `lives in ${namespace}, and the app that brings it in ${home}`;
  },
  admission: {
    not: "It is about objects in namespaces without policies; one for the whole cluster would be asked about every object of everybody.",
  },
});
