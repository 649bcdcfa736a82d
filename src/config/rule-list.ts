import { z } from "zod";
import { command } from "../core/command.ts";
import type { Rule } from "../rules/rule.ts";
import { markdownTable } from "./markdown-table.ts";

/** Every rule, as Markdown: what it asks, why, what to change, where it holds, and who holds it. */
export function ruleList(library: readonly Rule[]): string {
  const rows = library.map((rule) => [
    `[${rule.id}](#${rule.id})`,
    rule.title,
    rule.tiers.join(", "),
    rule.scope === "apps" ? "apps" : "everything",
    heldInCluster(rule),
  ]);
  const table = markdownTable(["Rule", "What has to be so", "Tiers", "Of", "In the cluster"], rows);
  return `${[introduction(), table, ...library.map(section)].join("\n\n")}\n`;
}

/** Whether the API server holds a rule; kinds that belong to no namespace it leaves to the other two. */
function heldInCluster({ admission, kinds }: Rule): string {
  if ("not" in admission) return "–";
  const left = kinds.filter((kind) => clusterKinds.includes(kind));
  return left.length === 0 ? "yes" : `yes, but no ${left.join(", ")}`;
}

const clusterKinds = ["ClusterRole", "ClusterRoleBinding"];

/** The parameters of a rule by name: what each is for, and its default. */
export function parametersOf({
  parameters,
}: Rule): readonly (readonly [name: string, purpose: string, fallback: string])[] {
  const { properties = {} } = z.toJSONSchema(parameters, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => {
    const { description = "", default: fallback } = typeof schema === "boolean" ? {} : schema;
    return [name, description, JSON.stringify(fallback)];
  });
}

function section(rule: Rule): string {
  const { id, title, why, fix, kinds, admission } = rule;
  const parameters = parametersOf(rule).map(
    ([name, purpose, fallback]) => `\`${name}\`: ${purpose} Default: \`${fallback}\`.`,
  );
  const lines = [
    ["Why", why],
    ["Fix", fix],
    ["Kinds", kinds.join(", ")],
    ...("not" in admission ? [["Not in the cluster", admission.not]] : []),
    ...parameters.map((text) => ["Parameter", text]),
  ];
  return [`## ${id}`, title, lines.map(([name, text]) => `- **${name}:** ${text}`).join("\n")].join("\n\n");
}

function introduction(): string {
  return [
    "# Rules",
    "",
    `<!-- Written by ${command} schema; edit src/rules and src/config/rule-list.ts instead. -->`,
    "",
    "What a good object looks like. Each rule stands in one file of `src/rules`, and is held three times:",
    "",
    "1. **Policy pack** (`policy/`): the engine asks it about every resource of the program before creating it, in `preview` and `up`",
    "   and with `pulumi preview --policy-pack policy`. It sees what the program creates by itself and how releases are installed, not",
    "   the objects that a chart makes.",
    `2. **\`${command} check\`**: over every object, the charts' rendered ones among them, without a cluster. Pull requests run it.`,
    "3. **The cluster**: ValidatingAdmissionPolicies in the namespaces of this stack, made from the same rules, for whatever reaches",
    "   the API server on any way, a container that `kubectl debug` adds among it. What Kubernetes' own controllers make is not judged",
    "   again, nor what operators of the catalog (cert-manager, databases) make and own; who asks tells them, an owner anybody can write.",
    "   An object whose spec does not change is let through, so that what was there before a rule can still be scaled, labelled and",
    "   deleted; but nobody takes from data in prod what keeps it.",
    "",
    "`rules.enforcement` says what the first and the third do: `audit` tells (tier dev), `deny` refuses (staging and prod), `off` does not",
    "look. `check` always finds. Rules of apps hold for what lives in the namespaces that apps run in, and for what apps bring, wherever it",
    "lives; what components bring is their charts' makers'.",
    "",
    "An object that cannot keep a rule is an exception, for a reason and for a time. `check` finds one whose last day has gone by, or is more",
    "than a year away, and one that no object needs. After its last day an exception allows nothing in the first two, and `up` creates",
    "nothing until it is renewed or taken away. The third does not know the day: the API server goes on allowing until the next `up`.",
    "",
    "```yaml",
    "rules:",
    "  exceptions:",
    "    - rule: replicas",
    "      object: services/StatefulSet/cache",
    "      reason: a cache that is warm again in a minute",
    "      expires: 2027-03-31",
    "```",
  ].join("\n");
}
