import { parametersOf } from "../config/rule-list.ts";
import { counted } from "../core/counted.ts";
import { library } from "../rules/library.ts";
import type { Rule } from "../rules/rule.ts";
import type { Report } from "./report/report.ts";

/** The rules that objects keep: why, what to change, and what they may be told. */
export function rulesReport(): Report {
  return {
    command: "rules",
    outcome: "fine",
    headline: `${counted(library.length, "rule")}.`,
    sections: [{ kind: "list", title: "Rules", items: library.map(lines) }],
    data: library.map((rule) => ({
      id: rule.id,
      title: rule.title,
      why: rule.why,
      fix: rule.fix,
      kinds: rule.kinds,
      tiers: rule.tiers,
      scope: rule.scope,
      parameters: Object.fromEntries(parametersOf(rule).map(([name, purpose]) => [name, purpose])),
      admission: "not" in rule.admission ? rule.admission : true,
    })),
  };
}

function lines(rule: Rule): string {
  const { id, title, why, fix, tiers, kinds, admission } = rule;
  const said = [
    `why: ${why}`,
    `fix: ${fix}`,
    `of: ${kinds.join(", ")} (${tiers.join(", ")})`,
    ...parametersOf(rule).map(([name, purpose, fallback]) => `parameter ${name}: ${purpose} Default: ${fallback}.`),
    ...("not" in admission ? [`not in the cluster: ${admission.not}`] : []),
  ];
  return [`${id}: ${title}`, ...said.map((line) => `  ${line}`)].join("\n");
}
