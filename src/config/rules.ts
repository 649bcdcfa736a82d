import { z } from "zod";
import type { RuleSettings } from "../rules/judge.ts";
import { library } from "../rules/library.ts";
import type { Environment } from "./environment-schema.ts";

/** What the policy pack and the cluster do with an object that breaks a rule. */
const enforcements = ["audit", "deny", "off"] as const;

/** One of them. */
export type Enforcement = (typeof enforcements)[number];

const exception = z.strictObject({
  rule: z.enum(library.map(({ id }) => id)).describe("Rule that need not be kept; docs/rules.md lists them."),
  object: z
    .string()
    .regex(/^(?:[^/\s*]+\/){1,2}[^/\s]+$/, {
      error: "is no object: use namespace/Kind/name or Kind/name; only the name may have *",
    })
    .describe("The object, as `check` names it: namespace/Kind/name; in the name, `*` stands for any characters."),
  reason: z.string().min(10).describe("Why it need not, for whoever reads it later; at least 10 characters."),
  expires: z.iso
    .date({ error: "is no day: use YYYY-MM-DD" })
    .describe(
      "Last day on which it counts, as YYYY-MM-DD, a year from now at most: `check` says so of one that is farther away. After it, " +
        "the object is judged again.",
    ),
});

const withParameters = library.filter(({ parameters }) => Object.keys(parameters.shape).length > 0);

const parameters = Object.fromEntries(
  withParameters.map(({ id, title, parameters }) => [id, parameters.prefault({}).describe(title)]),
);

/** What an environment says about the rules that its objects keep. */
export const rulesSchema = z
  .strictObject({
    enforcement: z
      .enum(enforcements)
      .optional()
      .describe(
        "What the policy pack and the cluster do with an object that breaks a rule: `audit` tells, `deny` refuses, `off` does not look. " +
          "Without it: audit in tier dev, deny in staging and prod.",
      ),
    parameters: z.strictObject(parameters).prefault({}).describe("What single rules may be told, by rule."),
    exceptions: z
      .array(exception)
      .default([])
      .describe("Objects that need not keep a rule, each for a reason and for a time."),
  })
  .describe("The rules that objects keep: `check` looks at all of them, docs/rules.md lists them.");

/** What the rules are told by an environment. */
export function ruleSettings({ tier, imageRegistry, apps, rules }: Environment): RuleSettings {
  const appNamespaces = [...new Set(Object.values(apps).map(({ namespace }) => namespace))].sort();
  return { tier, imageRegistry, appNamespaces, parameters: rules.parameters, exceptions: rules.exceptions };
}

/** What the policy pack and the cluster do with an object that breaks a rule: as the stack file says, else by tier. */
export function enforcementOf({ tier, rules }: Environment): Enforcement {
  return rules.enforcement ?? (tier === "dev" ? "audit" : "deny");
}
