import { z } from "zod";
import { mapAt, textAt } from "../core/fields.ts";
import { tiers } from "../core/tier.ts";
import { defineRule } from "./rule.ts";

/** Limits of what a release may take. */
export const releaseLimits = defineRule({
  id: "release-limits",
  title: "A release has a name, a time limit and a limited history, and in prod an upgrade that fails is rolled back.",
  why: "Without them a release gets another name each time, hangs for as long as it likes, and fills etcd with old revisions.",
  fix: "Set name, timeout and maxHistory, and atomic in prod (`releases` in the stack file does).",
  kinds: ["Release"],
  tiers,
  scope: "all",
  sees: "object",
  parameters: z.strictObject({
    longest: z.int().min(1).default(3600).describe("Longest time limit, in seconds."),
    mostRevisions: z.int().min(1).default(100).describe("Most revisions that are kept."),
  }),
  *check(object, { tier, parameters }) {
    const { timeout, maxHistory, atomic } = mapAt(object, "spec");
    if (textAt(object, "metadata", "name") === "") yield "has no name";
    if (!within(timeout, parameters.longest)) yield `has a time limit of ${timeout ?? "no"} seconds`;
    if (!within(maxHistory, parameters.mostRevisions)) yield `keeps ${maxHistory ?? "all"} revisions`;
    if (tier === "prod" && atomic !== true) yield "is not atomic";
  },
  admission: { not: "A release is no Kubernetes object; the API server sees only what its chart made." },
});

function within(value: unknown, most: number): boolean {
  return typeof value === "number" && value > 0 && value <= most;
}
