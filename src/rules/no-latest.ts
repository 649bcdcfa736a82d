import { z } from "zod";
import { tiers } from "../core/tier.ts";
import { celMatches } from "./cel.ts";
import { containerResources, containersOf, faultyContainers, nameOf, podKinds, podVariables } from "./pods.ts";
import { defineRule } from "./rule.ts";

/** A name with a digest, or with a tag. */
const told = /@sha256:[a-f0-9]{64}$|:[\w.-]+$/;
const latest = /:latest$/;

/** No image without a tag, and none whose tag is `latest`. */
export const noLatest = defineRule({
  id: "no-latest",
  title: "An image has a tag or a digest, and the tag is not `latest`.",
  why: "What `latest` is today it need not be at the next restart: two pods of one workload may run different programs.",
  fix: "Name the version: vX.Y.Z, sha-… or a digest.",
  kinds: podKinds,
  // In dev any tag may be tried.
  tiers: tiers.filter((tier) => tier !== "dev"),
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    for (const container of containersOf(object)) {
      const image = String(container.image);
      if (!told.test(image) || latest.test(image)) yield `${nameOf(container)} runs '${image}'`;
    }
  },
  admission: {
    expression: () => ({
      resources: containerResources,
      variables: podVariables,
      faults: faultyContainers(
        `!${celMatches("c.image", told)} || ${celMatches("c.image", latest)}`,
        "runs an image without a tag, or with `latest`",
      ),
    }),
  },
});
