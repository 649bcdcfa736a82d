import { z } from "zod";
import type { ImageReference } from "../core/image.ts";
import { type Tier, tiers } from "../core/tier.ts";
import { celMatches } from "./cel.ts";
import { containerResources, containersOf, faultyContainers, nameOf, podKinds, podVariables } from "./pods.ts";
import { defineRule } from "./rule.ts";

const release = "v\\d+\\.\\d+\\.\\d+";
const commit = "sha-[0-9a-f]{7,40}";
const buildTime = "\\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])-(?:[01]\\d|2[0-3])[0-5]\\d[0-5]\\d";
const candidate = "rc-[\\w.-]+";
const version = "v\\d[\\w.-]*";
/** How those who publish an image for everybody number it. */
const published = "v?\\d+\\.\\d+[\\w.-]*";

interface Policy {
  /** Forms of a tag, each a pattern for the whole of it. */
  readonly forms: readonly string[];
  readonly allowed: string;
}

/** Which tags an environment may run; production only what can never be moved to another image. */
const policies: Readonly<Record<Tier, Policy>> = {
  dev: { forms: ["[\\w.-]+"], allowed: "any tag" },
  staging: {
    forms: ["staging", version, commit, buildTime, candidate],
    allowed: "staging, rc-…, vX.Y.Z, sha-…, YYYYMMDD-HHMMSS or a digest",
  },
  prod: { forms: [release, commit, buildTime], allowed: "vX.Y.Z, sha-…, YYYYMMDD-HHMMSS or a digest" },
};

/** Why an image may not run in an environment of this tier; nothing if it may. A digest is always fine. */
export function imageTagFault(image: Partial<ImageReference>, tier: Tier): string | undefined {
  if (image.digest !== undefined || image.tag === undefined) return undefined;
  const { forms, allowed } = policies[tier];
  if (new RegExp(`^(?:${forms.join("|")})$`).test(image.tag)) return undefined;
  return `'${image.tag}' is not allowed in an environment of tier ${tier}; use ${allowed}`;
}

/** Names of images that may run in an environment of this tier. */
function allowedNames(tier: Tier, publishers: readonly string[]): RegExp {
  const others = publishers.map((prefix) => prefix.replaceAll(/[.+]/g, "\\$&")).join("|");
  const numbered = others === "" ? [] : [`^(?:${others})/.+:${published}$`];
  return new RegExp(["@sha256:[a-f0-9]{64}$", `:(?:${policies[tier].forms.join("|")})$`, ...numbered].join("|"));
}

/** Which image tags an environment may run, by its tier. */
export const imageTag = defineRule({
  id: "image-tag",
  title: "An image's tag is one that its environment may run.",
  why: "A tag that is moved to another image makes a rollback bring the new one, and nobody can tell what ran.",
  fix: `Use ${policies.prod.allowed} in prod; ${policies.staging.allowed} in staging.`,
  kinds: podKinds,
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({
    publishers: z
      .array(z.string().min(1))
      .default(["docker.io/library", "quay.io", "registry.k8s.io"])
      .describe("Prefixes of images that others publish: these may have a version number of any form."),
  }),
  *check(object, { tier, parameters }) {
    const allowed = allowedNames(tier, parameters.publishers);
    for (const container of containersOf(object)) {
      if (!allowed.test(String(container.image)))
        yield `${nameOf(container)} runs '${container.image}'; use ${policies[tier].allowed}`;
    }
  },
  admission: {
    expression: ({ tier, parameters }) => ({
      resources: containerResources,
      variables: podVariables,
      faults: faultyContainers(
        `!${celMatches("c.image", allowedNames(tier, parameters.publishers))}`,
        `has a tag that tier ${tier} may not run`,
      ),
    }),
  },
});
