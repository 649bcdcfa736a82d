import { z } from "zod";
import { tiers } from "../core/tier.ts";
import { celMatches } from "./cel.ts";
import { containerResources, containersOf, faultyContainers, nameOf, podKinds, podVariables } from "./pods.ts";
import { defineRule, type RuleContext } from "./rule.ts";

interface Parameters {
  readonly allowed: readonly string[];
}

/** Names of images on Docker Hub that name no registry: the first part is one if there is a dot or a port in it, or if it is localhost. */
const unnamed = /^[\w-]+(?:\/[\w-]+)*(?:[:@][^/]*)?$/;
const local = /^localhost\//;

/** Names of images from registries that are allowed; the environment's own always is. Docker Hub has a second name. */
function named({ imageRegistry, parameters }: RuleContext<Parameters>): RegExp {
  const prefixes = [imageRegistry, ...parameters.allowed].flatMap((prefix) =>
    /^docker\.io(?:\/|$)/.test(prefix) ? [prefix, `index.${prefix}`] : [prefix],
  );
  return new RegExp(`^(?:${[...new Set(prefixes)].map((prefix) => prefix.replaceAll(/[.+]/g, "\\$&")).join("|")})/`);
}

function isHubAllowed({ imageRegistry, parameters }: RuleContext<Parameters>): boolean {
  return [imageRegistry, ...parameters.allowed].includes("docker.io");
}

function isAllowed(image: string, context: RuleContext<Parameters>): boolean {
  return named(context).test(image) || (isHubAllowed(context) && unnamed.test(image) && !local.test(image));
}

function celAllowed(image: string, context: RuleContext<Parameters>): string {
  const hub = isHubAllowed(context) ? ` || (${celMatches(image, unnamed)} && !${celMatches(image, local)})` : "";
  return `${celMatches(image, named(context))}${hub}`;
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
    for (const container of containersOf(object)) {
      if (!isAllowed(String(container.image), context)) yield `${nameOf(container)} runs '${container.image}'`;
    }
  },
  admission: {
    expression: (context) => ({
      resources: containerResources,
      variables: podVariables,
      faults: faultyContainers(`!(${celAllowed("c.image", context)})`, "comes from a registry that is not known"),
    }),
  },
});
