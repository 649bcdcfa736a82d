import { execFile } from "node:child_process";
import { parseAllDocuments, type Tags } from "yaml";
import { isObject, type JsonObject } from "../../core/json.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import type { Capabilities } from "./capabilities.ts";

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
    return isObject(object) ? [{ object, installedOnce: /^\s*Source: \S+\/crds\//m.test(source) }] : [];
  });
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
      else reject(new Error(stderr.trim().replace(/^Error: /, "") || error.message));
    });
    // A Helm that fails at once reads nothing: the broken pipe tells no more than its exit code.
    child.stdin?.on("error", () => {}).end(input);
  });
}
