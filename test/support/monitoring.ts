import { catalog } from "../../src/catalog/catalog.ts";
import { checkSettings } from "../../src/config/settings.ts";
import { isObject, type Json, type JsonObject } from "../../src/core/json.ts";
import { type Plan, planEnvironment } from "../../src/plan/plan.ts";
import { planOf, root } from "./stack.ts";
import { supplyOf } from "./supply.ts";

/** The environment with everything that monitoring knows of. */
const everything = ["components.argo-cd={}", "components.external-secrets={}", "components.traefik={}"];

/** The plan of prod with everything that is monitored in it. */
export function monitoredPlan(...assignments: readonly string[]): Promise<Plan> {
  return planOf(root, "prod", catalog, ...everything, ...assignments);
}

/** The plan of an environment in which nothing is installed but what measures. */
export function leastMonitoredPlan(): Plan {
  const components = { "prometheus-operator-crds": {}, "kube-prometheus-stack": {} };
  const environment = { tier: "dev", domain: "example.com", cluster: { kind: "sandbox" }, components };
  const file = { stack: "test", project: "demo", shared: {}, environment, entries: {} };
  return planEnvironment(checkSettings(file, { catalog, charts: {}, supply: supplyOf(catalog) }));
}

/** The content of a plan's PrometheusRule. */
export function rulesOf(plan: Plan): JsonObject {
  const { object } = plan.objects.find(({ object }) => object.kind === "PrometheusRule") ?? {};
  if (!isObject(object?.spec)) throw new Error("the plan has no PrometheusRule");
  return object.spec;
}

/** One rule, as far as tests look at it. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Every rule of a PrometheusRule's content. */
export function rulesIn(spec: JsonObject): readonly Rule[] {
  const { groups } = JSON.parse(JSON.stringify(spec)) as { groups: readonly { rules: readonly Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** The dashboards of a plan, by the name of their file. */
export function dashboardsOf(plan: Plan): Readonly<Record<string, JsonObject>> {
  const files = plan.objects.flatMap(({ object }) =>
    object.kind === "ConfigMap" && isObject(object.data) ? Object.entries(object.data) : [],
  );
  return Object.fromEntries(files.map(([name, text]): [string, JsonObject] => [name, JSON.parse(String(text))]));
}

/** Every PromQL expression of a dashboard: its choices and its queries. */
export function expressionsOf(dashboard: JsonObject): readonly string[] {
  return [...texts(dashboard)].flatMap(([key, text]) => {
    if (key === "expr") return [text];
    const [, series] = (key === "definition" && /^label_values\((.+), \w+\)$/.exec(text)) || [];
    return series === undefined ? [] : [series];
  });
}

function* texts(value: Json, key = ""): Iterable<readonly [string, string]> {
  if (typeof value === "string") yield [key, value];
  else if (Array.isArray(value)) for (const item of value) yield* texts(item, key);
  else if (isObject(value)) for (const [inner, item] of Object.entries(value)) yield* texts(item, inner);
}
