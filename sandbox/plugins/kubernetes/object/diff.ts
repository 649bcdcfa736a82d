import { isMap, type PropertyMap } from "../../protocol/property.ts";
import type { Changes, DiffCall } from "../../protocol/provider.ts";
import { compare } from "../changes.ts";
import { type Cluster, identity } from "../cluster.ts";
import { isAutonamed } from "./annotations.ts";
import { normalize } from "./normalize.ts";
import { replacing } from "./replacement.ts";
import { parseCheckpoint, prune, toObject } from "./state.ts";

function setMetadata(object: PropertyMap, name: string, value: string): void {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  object.metadata = { ...metadata, [name]: value };
  if (value === "") delete object.metadata[name];
}

/** The official provider's words for an ignored path: it and all below it. */
function isIgnored(path: string, ignored: string[]): boolean {
  return ignored.some((ignore) => path === ignore || path.startsWith(`${ignore}.`) || path.startsWith(`${ignore}[`));
}

/** Compares new inputs with the recorded live object, restricted to what the old inputs named. */
export async function diffObject(call: DiffCall, cluster: Cluster): Promise<Changes> {
  const recorded = parseCheckpoint(call.old);
  const now = normalize(toObject(call.new));
  const old = prune(recorded.live, normalize(recorded.inputs));
  const { apiVersion, kind, name, namespace } = identity(now);
  const live = identity(recorded.live);
  const namespaced = (await cluster.kinds.isNamespaced(apiVersion, kind)) !== false;
  setMetadata(old, "namespace", namespaced ? identity(old).namespace || "default" : "");
  if (namespaced && namespace === "") setMetadata(now, "namespace", "default");
  if (!namespaced) setMetadata(now, "namespace", "");
  if (name !== "") setMetadata(old, "name", live.name);
  old.apiVersion ??= apiVersion;
  old.kind ??= kind;
  const properties = compare({ old, oldInput: old, new: now }, replacing(now, cluster));
  for (const path of properties.keys()) if (isIgnored(path, call.ignoreChanges)) properties.delete(path);
  const replaced = [...properties.values()].some((change) => change.replace);
  const target = identity(now);
  return {
    some: properties.size > 0,
    properties,
    deleteBeforeReplace:
      replaced && !isAutonamed(now) && target.name === live.name && target.namespace === live.namespace,
  };
}
