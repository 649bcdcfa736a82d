import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { command } from "../../core/command.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Plan } from "../../plan/plan.ts";
import type { ReleasePlan } from "../../plan/releases.ts";

/** One object as it would be sent to the cluster, secret data masked. */
export interface RenderedObject {
  /** `namespace/Kind/name`, or `Kind/name` for a cluster's own: unlike any other object's. */
  readonly id: string;
  readonly object: JsonObject;
}

/** The objects of an environment, and what could not be rendered. */
export interface Rendered {
  readonly objects: readonly RenderedObject[];
  /** For each release that could not be rendered: why. */
  readonly skipped: Readonly<Record<string, string>>;
}

/** What a chart is rendered with. */
export interface RenderTools {
  /** Root of the checkout that charts are taken from. */
  readonly directory: string;
  /** Path of the Helm command. */
  readonly helm: string;
  readonly kubernetesVersion: string;
}

/** Helm processes at a time. */
const parallel = 4;

/** Renders everything that a plan creates: the program's own objects, and each release's chart with its hooks. */
export async function renderPlan(plan: Plan, directory: string, helm: string): Promise<Rendered> {
  const { kubernetesVersion } = plan;
  const objects = ownObjects(plan).map((object) => ({ id: idOf(object, ""), object }));
  const skipped: Record<string, string> = {};
  // The plan of an older base does not know of delivered apps.
  const waiting = [...plan.releases, ...(plan.delivered ?? [])];
  const work = async () => {
    for (let release = waiting.shift(); release !== undefined; release = waiting.shift()) {
      try {
        objects.push(...(await renderRelease(release, { directory, helm, kubernetesVersion })));
      } catch (error) {
        skipped[release.name] = error instanceof Error ? error.message : String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return { objects: objects.sort((a, b) => (a.id < b.id ? -1 : 1)), skipped };
}

/** Renders one release's chart as Helm would send it to the cluster. @throws Error with Helm's own words. */
export async function renderRelease(
  { name, namespace, chart, values }: ReleasePlan,
  { directory, helm, kubernetesVersion }: RenderTools,
): Promise<RenderedObject[]> {
  const path = join(directory, "src", chart.path);
  if (!existsSync(path))
    throw new Error(`${path} is not there${chart.kind === "archive" ? `; run: ${command} charts vendor` : ""}`);
  const args = [
    "template",
    name,
    path,
    "--namespace",
    namespace,
    "--include-crds",
    "--kube-version",
    kubernetesVersion,
    "--values",
    "-",
  ];
  const output = await run(helm, args, JSON.stringify(values));
  return parseAllDocuments(output)
    .map((document) => document.toJS() as unknown)
    .filter(isObject)
    .map((object) => ({ id: idOf(object, namespace), object: mask(object) }));
}

function run(program: string, args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim() === "" ? error.message : stderr.trim()));
    });
    child.stdin?.end(input);
  });
}

/** What the program creates by itself, beside the releases. */
function ownObjects({ namespaces, secrets, objects }: Plan): readonly JsonObject[] {
  return [
    ...namespaces.map(({ name, labels }) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } })),
    ...secrets.map(({ name, namespace, keys, version }) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      data: Object.fromEntries(keys.map(({ key }) => [key, `[masked, version ${version}]`])),
    })),
    ...objects.map(({ object }) => object),
  ];
}

function idOf({ kind, metadata }: JsonObject, namespace: string): string {
  const { name, namespace: own = namespace } = isObject(metadata) ? metadata : {};
  return [own, kind, name].filter((part) => part !== "" && part !== undefined).join("/");
}

/** An object without the data of a Secret: its keys stay, and whether two renderings differ is told by their length alone. */
function mask(object: JsonObject): JsonObject {
  if (object.kind !== "Secret") return object;
  const masked = ["data", "stringData"].flatMap((field) => {
    const data = object[field];
    return isObject(data)
      ? [[field, Object.fromEntries(Object.keys(data).map((key): [string, Json] => [key, "[masked]"]))] as const]
      : [];
  });
  return { ...object, ...Object.fromEntries(masked) };
}
