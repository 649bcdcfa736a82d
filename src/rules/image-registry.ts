import { z } from "zod";
import { tiers } from "../core/tier.ts";
import { celMatches } from "./cel.ts";
import { containersOf, faultyContainers, nameOf, podKinds, podResources, podVariables } from "./pods.ts";
import { defineRule, type RuleContext } from "./rule.ts";

interface Parameters {
  readonly allowed: readonly string[];
}

/** Names of images from registries that are allowed; the environment's own always is, and Docker Hub's needs no name. */
function allowedNames({ imageRegistry, parameters }: RuleContext<Parameters>): RegExp {
  const prefixes = [...new Set([imageRegistry, ...parameters.allowed])];
  const named = `^(?:${prefixes.map((prefix) => prefix.replaceAll(/[.+]/g, "\\$&")).join("|")})/`;
  // The first part of a name is a registry if there is a dot or a port in it, or if it is localhost.
  return new RegExp(prefixes.includes("docker.io") ? `${named}|^[\\w-]+(?:/[\\w-]+)*(?:[:@][^/]*)?$` : named);
}

/** From which registries images may come. */
export const imageRegistry = defineRule({
  id: "image-registry",
  title: "An image comes from a registry that is known.",
  why: "Anybody can publish an image under a name that looks right; a registry that nobody looks after is a way in.",
  fix: "Push the image to the environment's registry, or add its registry to rules.parameters.image-registry.allowed.",
  kinds: podKinds,
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({
    allowed: z
      .array(z.string().min(1))
      .default(["docker.io", "ghcr.io", "quay.io", "registry.k8s.io"])
      .describe(
        "Registries, or parts of one as `registry/organization`; the environment's imageRegistry always is one.",
      ),
  }),
  *check(object, context) {
    const allowed = allowedNames(context);
    for (const container of containersOf(object)) {
      if (!allowed.test(String(container.image))) yield `${nameOf(container)} runs '${container.image}'`;
    }
  },
  admission: {
    expression: (context) => ({
      resources: podResources,
      variables: podVariables,
      faults: faultyContainers(
        `!${celMatches("c.image", allowedNames(context))}`,
        "comes from a registry that is not known",
      ),
    }),
  },
});
