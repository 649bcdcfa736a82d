import { stringify } from "yaml";
import { counted } from "../core/counted.ts";
import { isObject, type Json } from "../core/json.ts";
import { formatProblem } from "../core/problem.ts";
import type { SecretSource } from "../core/secret.ts";
import type { ObjectPlan } from "../plan/objects.ts";
import type { ChartSource, ReleasePlan } from "../plan/releases.ts";
import type { SecretPlan } from "../plan/secrets.ts";
import { type Context, decide } from "./context.ts";
import type { Report } from "./report/report.ts";
import { vaultNeeds } from "./secrets/vault-values.ts";

/** What a stack would create, in order and with the values; needs neither engine nor cluster. */
export async function planReport(context: Context): Promise<Report> {
  const decided = await decide(context);
  const { plan } = decided;
  const { namespaces, secrets, objects, releases, delivered, missing } = plan;
  const handedOver = delivered.length === 0 ? "" : `; ${counted(delivered.length, "app")} for Argo CD`;
  return {
    command: "plan",
    stack: context.stack,
    outcome: "fine",
    headline: `${counted(namespaces.length, "namespace")}, ${counted(secrets.length, "secret")} and ${counted(releases.length, "release")} on ${plan.cluster.identifier}${handedOver}.`,
    sections: [
      { kind: "list", title: "Namespaces", items: namespaces.map(({ name }) => name) },
      { kind: "list", title: "Secrets", items: secrets.map(secretLines) },
      {
        kind: "list",
        title: "Objects, in order",
        items: objects.filter(({ guard }) => guard !== true).map(objectLines),
      },
      { kind: "list", title: "Rules that the cluster holds, before any app", items: objects.flatMap(guardLine) },
      { kind: "list", title: "Releases, in order", items: releases.map(releaseLines) },
      {
        kind: "list",
        title: "Delivered by Argo CD, in order",
        items: delivered.map((release) => deliveryLines(release)),
      },
      { kind: "list", title: "Missing, and asked for before anything is created", items: missing.map(formatProblem) },
      {
        kind: "list",
        title: "To be in Vault before anything is created",
        items: vaultNeeds(decided).map(formatProblem),
      },
    ],
    data: plan,
  };
}

function secretLines({ name, namespace, keys, consumers, version, copies = [] }: SecretPlan): string {
  const lines = keys.map(({ key, source }) => `${key}: ${sourceLine(source)}`);
  const readers = consumers.length === 0 ? [] : [`read by ${consumers.join(", ")}`];
  const copied = copies.map(
    (copy) => `copied to ${copy.namespace}/${copy.name}: ${copy.keys.map(({ key }) => key).join(", ")}`,
  );
  return tree(`${namespace}/${name} (version ${version})`, [...lines, ...readers, ...copied]);
}

function sourceLine(source: SecretSource): string {
  if (source.from === "config") return `given as '${source.key}'`;
  if (source.from === "template") return `composed: ${source.text}`;
  return `generated, ${source.length} ${source.alphabet} characters, rotation ${source.rotation}`;
}

function objectLines({ name, object, requires }: ObjectPlan): string {
  const after = requires.length === 0 ? [] : [`after ${requires.join(", ")}`];
  const content = Object.entries(object).filter(([key]) => !["apiVersion", "kind", "metadata"].includes(key));
  return tree(name, [...after, ...content.map(([key, value]) => contentLines(key, value))]);
}

/** What an object holds under a key; of a file, such as a dashboard, only how long it is. */
function contentLines(key: string, value: Json | undefined): string {
  const lengths = Object.entries(key === "data" && isObject(value) ? value : {}).map(
    ([file, text]) => [file, `${String(text).length} characters`] as const,
  );
  const shown = lengths.length === 0 ? value : Object.fromEntries(lengths);
  return `${key}\n${yaml(shown).replace(/^/gm, "  ")}`;
}

function yaml(value: Json | undefined): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}

/** A policy by what its binding does with it; its expressions say no more than docs/rules.md. */
function guardLine({ object }: ObjectPlan): readonly string[] {
  const { policyName, validationActions } = isObject(object.spec) ? object.spec : {};
  return policyName === undefined ? [] : [`${policyName}: ${[validationActions].flat().join(", ")}`];
}

function releaseLines(release: ReleasePlan): string {
  const { timeoutSeconds, atomic } = release;
  return deliveryLines(release, [`at most ${timeoutSeconds} s${atomic ? ", rolled back if it fails" : ""}`]);
}

function deliveryLines(
  { name, namespace, chart, values, requires }: ReleasePlan,
  limits: readonly string[] = [],
): string {
  const after = requires.length === 0 ? [] : [`after ${requires.join(", ")}`];
  const branches = [...after, ...limits, `values\n${yaml(values).replace(/^/gm, "  ")}`];
  return tree(`${namespace}/${name}: ${chartLine(chart)}`, branches);
}

function chartLine(chart: ChartSource): string {
  return chart.kind === "local"
    ? `charts/${chart.name} ${chart.version}`
    : `${chart.name} ${chart.version} from ${chart.repository}`;
}

function tree(title: string, branches: readonly string[]): string {
  const lines = branches.map((branch, index) => {
    const last = index === branches.length - 1;
    return `${last ? "└─ " : "├─ "}${branch.replaceAll("\n", `\n${last ? "   " : "│  "}`)}`;
  });
  return [title, ...lines].join("\n");
}
