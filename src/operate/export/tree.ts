import { stringify } from "yaml";
import type { JsonObject } from "../../core/json.ts";
import { groupOf, metadataOf } from "../render/object.ts";
import { type Addition, share } from "./share.ts";

/** One environment as it is written. */
export interface Written {
  readonly stack: string;
  readonly units: ReadonlyMap<string, readonly JsonObject[]>;
  /** Applications that a root Application brings. */
  readonly applications: readonly JsonObject[];
}

/** The files of a tree, by path from its root. */
export type Files = ReadonlyMap<string, string>;

/** An object in one environment. */
interface Placed {
  readonly file: string;
  readonly object: JsonObject;
}

/**
 * The kustomize tree of some environments: what those that have a unit share lies in `base`, one folder for each unit;
 * `overlays/<stack>` adds what is the environment's own. Every folder with a kustomization.yaml can be built by itself.
 */
export function treeOf(environments: readonly Written[]): Files {
  const files = new Map<string, string>();
  const units = [...new Set(environments.flatMap((environment) => [...environment.units.keys()]))].sort();
  for (const unit of units) addUnit(files, unit, environments);
  for (const { stack, units: own, applications } of environments) {
    const resources = units.filter((unit) => own.has(unit));
    // Namespaces and definitions come first, webhooks last: whoever applies the output keeps its order.
    files.set(`overlays/${stack}/kustomization.yaml`, kustomization({ resources, sortOptions: { order: "legacy" } }));
    if (applications.length === 0) continue;
    addObjects(files, `applications/${stack}`, placed(applications), {});
  }
  return files;
}

function addUnit(files: Map<string, string>, unit: string, environments: readonly Written[]): void {
  const having = environments.filter((environment) => environment.units.has(unit));
  const lists = having.map(({ units }) => placed(units.get(unit) ?? []));
  // What one of several environments has alone is its own.
  const [first = []] = having.length === 1 && environments.length > 1 ? [] : lists;
  const common = first.flatMap(({ file, object }) => {
    // It is sealed for one cluster, as a whole.
    if (object.kind === "SealedSecret") return [];
    const variants = lists.map((list) => list.find((other) => isSameObject(other.object, object))?.object);
    const there = variants.filter((variant) => variant !== undefined);
    return there.length === lists.length ? [{ file, object, ...share(there) }] : [];
  });
  if (common.length > 0)
    addObjects(
      files,
      `base/${unit}`,
      common.map(({ file, common: object }) => ({ file, object })),
      {},
    );
  for (const [index, { stack }] of having.entries()) {
    const folder = `overlays/${stack}/${unit}`;
    const own = lists[index]?.filter(({ object }) => !common.some((shared) => isSameObject(shared.object, object)));
    const patched = common.filter(({ additions }) => (additions[index] ?? []).length > 0);
    for (const { file, additions } of patched) files.set(`${folder}/${patchFile(file)}`, yaml(additions[index] ?? []));
    addObjects(files, folder, own ?? [], {
      bases: common.length > 0 ? [`../../../base/${unit}`] : [],
      patches: patched.map(({ file, object }) => ({ path: patchFile(file), target: targetOf(object) })),
    });
  }
}

/** Writes objects into a folder, one file for each, and the kustomization that names them. */
function addObjects(
  files: Map<string, string>,
  folder: string,
  objects: readonly Placed[],
  { bases = [], patches = [] }: { readonly bases?: readonly string[]; readonly patches?: readonly JsonObject[] },
): void {
  for (const { file, object } of objects) {
    if (files.has(`${folder}/${file}`)) throw new Error(`two objects would be written to ${folder}/${file}`);
    files.set(`${folder}/${file}`, yaml(object));
  }
  const resources = [...bases, ...objects.map(({ file }) => file)];
  files.set(`${folder}/kustomization.yaml`, kustomization({ resources, ...(patches.length > 0 ? { patches } : {}) }));
}

function kustomization(content: JsonObject): string {
  return yaml({ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", ...content });
}

/** YAML for readers that still take `yes`, `on` and `0644` for something else than text. */
function yaml(content: JsonObject | readonly Addition[]): string {
  return stringify(content, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

/** Objects with the names of their files, in the order of these. */
function placed(objects: readonly JsonObject[]): readonly Placed[] {
  return objects
    .map((object) => ({
      file: `${identity(object).join(".")}.yaml`.toLowerCase().replaceAll(/[^a-z0-9.-]/g, "_"),
      object,
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function patchFile(file: string): string {
  return file.replace(/yaml$/, "patch.yaml");
}

/** Namespace, kind, group and name, as far as there are any: unlike those of any other object. */
function identity(object: JsonObject): readonly string[] {
  const { name, namespace = "" } = metadataOf(object);
  return [String(namespace), String(object.kind), groupOf(object), String(name)].filter((part) => part !== "");
}

function isSameObject(one: JsonObject, other: JsonObject): boolean {
  return one.apiVersion === other.apiVersion && identity(one).join("/") === identity(other).join("/");
}

/** The one object that a patch is for; kustomize reads names as regular expressions. */
function targetOf(object: JsonObject): JsonObject {
  const { apiVersion, kind } = object;
  const { name, namespace } = metadataOf(object);
  const group = groupOf(object);
  const exactly = (text: unknown) => String(text).replaceAll(".", "\\.");
  return {
    ...(group === "" ? {} : { group }),
    version: String(apiVersion).split("/").at(-1) ?? "",
    kind: String(kind),
    name: exactly(name),
    ...(namespace === undefined ? {} : { namespace: exactly(namespace) }),
  };
}
