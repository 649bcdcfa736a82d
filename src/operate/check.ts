import { ruleSettings } from "../config/rules.ts";
import { choice } from "../core/choice.ts";
import { counted } from "../core/counted.ts";
import type { JsonObject } from "../core/json.ts";
import { UserError } from "../core/problem.ts";
import type { Plan } from "../plan/plan.ts";
import type { ReleasePlan } from "../plan/releases.ts";
import { currentDay, type RuleException } from "../rules/exception.ts";
import { type Finding, type Judgement, judge, rulesOf } from "../rules/judge.ts";
import { library } from "../rules/library.ts";
import type { JudgedObject, Rule } from "../rules/rule.ts";
import { type Context, decide } from "./context.ts";
import { prepareTools } from "./engine/toolchain.ts";
import { type Rendered, renderPlan } from "./render/render.ts";
import type { Report, Section } from "./report/report.ts";

/** What a check may be told. */
export interface CheckOptions {
  /** Only this rule. */
  readonly rule?: string;
  /** Day that exceptions are held against, as YYYY-MM-DD; without it, today. */
  readonly day?: string;
}

/** Every object of a stack, the charts' rendered ones among them, held against the rules. Exit code 2 if one is broken. */
export async function checkReport(context: Context, { rule, day = currentDay() }: CheckOptions): Promise<Report> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day))
    throw new UserError("Exceptions are held against a day.", [
      { path: "--day", message: `'${day}' is no day; use YYYY-MM-DD` },
    ]);
  const { settings, plan } = await decide(context);
  const rules = rulesOf(plan.tier).filter(({ id }) => rule === undefined || id === rule);
  if (rule !== undefined && rules.length === 0) throw unknownRule(rule, plan);
  const { helm } = await prepareTools(context, ["helm"]);
  const rendered = await renderPlan(plan, context.directory, helm);
  const objects = judgedObjects(plan, rendered);
  return report(context.stack, judge(objects, ruleSettings(settings.environment), day, rules), {
    rules,
    objects: objects.length,
    skipped: Object.entries(rendered.skipped).map(([release, why]) => `${release}: ${why}`),
  });
}

/** What is judged: each rendered object in its namespace, and each release as it will be installed. */
export function judgedObjects({ releases, delivered }: Plan, { objects }: Rendered): readonly JudgedObject[] {
  const rendered = objects.map(({ id, object, release }) => {
    const [own = "", , name] = id.split("/");
    const home = [...releases, ...delivered].find((other) => other.name === release)?.namespace;
    return { id, namespace: name === undefined ? (home ?? "") : own, ...(home === undefined ? {} : { home }), object };
  });
  return [...rendered, ...releases.map(releaseObject)];
}

/** A release as an object, which is how rules look at it; the policy pack makes the same of the engine's. */
function releaseObject({ name, namespace, chart, timeoutSeconds, maxHistory, atomic }: ReleasePlan): JudgedObject {
  const object: JsonObject = {
    kind: "Release",
    metadata: { name, namespace },
    spec: { chart: chart.path, timeout: timeoutSeconds, maxHistory, atomic },
  };
  return { id: `${namespace}/Release/${name}`, namespace, object };
}

/** What was looked at. */
interface Looked {
  readonly rules: readonly Rule[];
  readonly objects: number;
  readonly skipped: readonly string[];
}

function report(stack: string, judgement: Judgement, { rules, objects, skipped }: Looked): Report {
  const { findings, excepted, expired, endless } = judgement;
  // What was not rendered may need an exception.
  const unused = skipped.length > 0 ? [] : judgement.unused;
  const bad = findings.length + expired.length + endless.length + unused.length;
  return {
    command: "check",
    stack,
    outcome: skipped.length > 0 ? "failed" : bad > 0 ? "findings" : "fine",
    headline: headline(bad, `${counted(objects, "object")} by ${counted(rules.length, "rule")}`, skipped.length),
    sections: [
      findingTable("Findings", findings),
      {
        kind: "list",
        title: "How to mend them",
        items: rules.filter(({ id }) => findings.some(({ rule }) => rule === id)).map(({ id, fix }) => `${id}: ${fix}`),
      },
      { kind: "list", title: "Exceptions that have expired", items: expired.map(exceptionLine) },
      { kind: "list", title: "Exceptions for more than a year", items: endless.map(exceptionLine) },
      { kind: "list", title: "Exceptions that no object needs", items: unused.map(exceptionLine) },
      findingTable("Allowed for now", excepted),
      { kind: "list", title: "Not checked", items: skipped },
    ],
    data: { objects, rules: rules.map(({ id }) => id), findings, excepted, expired, endless, unused, skipped },
  };
}

function headline(bad: number, looked: string, skipped: number): string {
  const said = bad === 0 ? `Nothing found: ${looked}` : `${counted(bad, "finding")} in ${looked}`;
  return skipped === 0 ? `${said}.` : `${said}, and ${counted(skipped, "release")} could not be rendered.`;
}

function findingTable(title: string, findings: readonly Finding[]): Section {
  const rows = findings.flatMap(({ rule, object, found }) => found.map((text) => [rule, object, text]));
  return { kind: "table", title, columns: ["rule", "object", "found"], rows };
}

function exceptionLine({ rule, object, expires, reason }: RuleException): string {
  return `${rule} of ${object}, until ${expires}: ${reason}`;
}

function unknownRule(rule: string, { tier }: Plan): UserError {
  const known = library.some(({ id }) => id === rule);
  const message = known
    ? `'${rule}' does not hold in tier ${tier}`
    : `there is no rule '${rule}'; use ${choice(library.map(({ id }) => id))}`;
  return new UserError("There is nothing to check.", [{ path: "--rule", message }]);
}
