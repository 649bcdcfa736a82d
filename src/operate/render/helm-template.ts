import { execFile } from "node:child_process";
import { parseAllDocuments, type Tags } from "yaml";
import { isObject, type JsonObject, overlay } from "../../core/json.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import type { Capabilities } from "./capabilities.ts";
import { helmWords } from "./helm-words.ts";
import { annotationsOf } from "./object.ts";

/** How one release is rendered. */
export interface Template {
  /** Path of the Helm command. */
  readonly helm: string;
  readonly chartPath: string;
  readonly capabilities: Capabilities;
  /** It is there already, and would be upgraded. */
  readonly upgrade: boolean;
  /** Arguments that let templates look objects up in a cluster; empty where none is asked. */
  readonly lookup: readonly string[];
}

/** An object as a template wrote it. */
export interface WrittenObject {
  readonly object: JsonObject;
  /** It lies in a folder `crds`. */
  readonly installedOnce: boolean;
}

/** A Helm that renders is gone after a moment: it needs no second processor, and collects no garbage before this much of it. */
const frugal = { GOGC: "off", GOMAXPROCS: "1", GOMEMLIMIT: "512MiB" };

/** Renders one release's chart as Helm would send it to the cluster, hooks included. @throws Error with Helm's own words. */
export async function helmTemplate(
  { name, namespace, values }: Pick<ReleasePlan, "name" | "namespace" | "values">,
  { helm, chartPath, capabilities, upgrade, lookup }: Template,
): Promise<readonly WrittenObject[]> {
  const { kubernetesVersion, apiVersions } = capabilities;
  const args = ["template", name, chartPath, "--namespace", namespace, "--include-crds", "--values", "-"];
  const target = ["--kube-version", kubernetesVersion, ...apiVersions.flatMap((api) => ["--api-versions", api])];
  const output = await run(
    helm,
    [...args, ...target, ...(upgrade ? ["--is-upgrade"] : []), ...lookup],
    JSON.stringify(values),
  );
  return readManifests(output);
}

/** Reads the objects of a stream of YAML documents as Helm does: YAML 1.1, in which `0644` is octal and `yes` is true. */
export function readManifests(text: string): readonly WrittenObject[] {
  const documents = parseAllDocuments(text, {
    version: "1.1",
    merge: true,
    uniqueKeys: false,
    customTags: withoutTimes,
  });
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`is not valid YAML: ${error.message}`);
    const object: unknown = document.toJS({ maxAliasCount: 10_000 });
    const source = `${document.commentBefore ?? ""}\n${document.contents?.commentBefore ?? ""}`;
    const installedOnce = /^\s*Source: \S+\/crds\//m.test(source);
    return isObject(object) ? flattened(object).map((one) => ({ object: one, installedOnce })) : [];
  });
}

/**
 * The objects of a list, lists in it included: Helm sends each by itself. To its client, a list is whatever has `items`; what an
 * item does not say of its kind, the list's kind does.
 */
function flattened(object: JsonObject): readonly JsonObject[] {
  const { items, kind, apiVersion = "v1" } = object;
  if (!Array.isArray(items)) return [object];
  const implied = { apiVersion, kind: String(kind).replace(/List$/, "") };
  const hook = helmAnnotations(object);
  return items.filter(isObject).flatMap((item) => {
    const named = item.kind === undefined && item.apiVersion === undefined ? { ...implied, ...item } : item;
    return flattened(overlay(named, hook));
  });
}

/** What a list tells Helm of all that is in it: that it is a hook, or to be kept. */
function helmAnnotations(list: JsonObject): JsonObject {
  const own = Object.entries(annotationsOf(list)).filter(([key]) => key.startsWith("helm.sh/"));
  return own.length === 0 ? {} : { metadata: { annotations: Object.fromEntries(own) } };
}

/** Kubernetes knows neither dates nor numbers of base 60: `12:30` is a text. */
function withoutTimes(tags: Tags): Tags {
  return tags.filter((tag) => {
    if (typeof tag === "string") return !["timestamp", "intTime", "floatTime"].includes(tag);
    return tag.tag !== "tag:yaml.org,2002:timestamp" && !("format" in tag && tag.format === "TIME");
  });
}

function run(program: string, args: readonly string[], input: string): Promise<string> {
  const options = { maxBuffer: 256 * 1024 * 1024, env: { ...process.env, ...frugal } };
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(helmWords(stderr) || error.message));
    });
    // A Helm that fails at once reads nothing: the broken pipe tells no more than its exit code.
    child.stdin?.on("error", () => {}).end(input);
  });
}
