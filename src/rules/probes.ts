import { z } from "zod";
import { mapsAt } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { nameOf, podOf, podVariables, serving, servingResources } from "./pods.ts";
import { defineRule } from "./rule.ts";

/** Probes of every container that listens. */
export const probes = defineRule({
  id: "probes",
  title: "Each container that listens on a port has its probes.",
  why: "Without a readiness probe a rollout goes on over pods that cannot answer yet; without a liveness probe one that hangs stays.",
  fix: "Add the missing readinessProbe or livenessProbe.",
  kinds: serving,
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({
    required: z
      .array(z.enum(["readiness", "liveness", "startup"]))
      .min(1)
      .default(["readiness", "liveness"])
      .describe("Probes that a container with ports has."),
  }),
  *check(object, { parameters }) {
    for (const container of mapsAt(podOf(object), "containers")) {
      if (mapsAt(container, "ports").length === 0) continue;
      const missing = parameters.required.filter((probe) => container[`${probe}Probe`] === undefined);
      if (missing.length > 0) yield `${nameOf(container)} has no ${missing.join(" and no ")} probe`;
    }
  },
  admission: {
    expression: ({ parameters }) => ({
      resources: servingResources,
      variables: { pod: podVariables.pod },
      faults:
        "dyn(variables.pod.containers).filter(c, has(c.ports) && c.ports.size() > 0 && " +
        `!(${parameters.required.map((probe) => `has(c.${probe}Probe)`).join(" && ")}))` +
        `.map(c, "container '" + c.name + "' lacks one of its probes: ${parameters.required.join(", ")}")`,
    }),
  },
});
