import { asList, asMap, asText, at, copy, isMap, type PropertyMap } from "../../protocol/property.ts";
import { type Json, toJson } from "../../protocol/wire.ts";

/** The manager under which objects are created, by this provider or the official one. */
export const creator = "pulumi-kubernetes";

/** Managers whose fields become ours with the first apply. */
const inherited = new Set([
  "kubectl/Apply",
  "kubectl/Update",
  "before-first-apply/Update",
  `${creator}/Update`,
  "pulumi-resource-kubernetes/Update",
]);

function merge(left: PropertyMap, right: PropertyMap): PropertyMap {
  const merged = copy(left);
  for (const [name, value] of Object.entries(right)) {
    const other = merged[name];
    merged[name] = isMap(other) && isMap(value) ? merge(other, value) : value;
  }
  return merged;
}

function managerOf(entry: PropertyMap): string {
  return `${asText(entry.manager)}/${asText(entry.operation)}`;
}

/**
 * The patch that hands the fields of earlier managers to `manager`, so that a field which is dropped from the inputs
 * is dropped from the object. Undefined when there is nothing to hand over.
 */
export function handOver(live: PropertyMap, manager: string): Json[] | undefined {
  const entries = asList(at(live, "metadata", "managedFields")).map(asMap);
  const isInherited = (entry: PropertyMap): boolean =>
    inherited.has(managerOf(entry)) && asText(entry.subresource) === "";
  const taken = entries.filter(isInherited);
  if (taken.length === 0) return undefined;
  const own = entries.find((entry) => managerOf(entry) === `${manager}/Apply`);
  const kept = entries.filter((entry) => !isInherited(entry) && entry !== own);
  const fields = [...(own === undefined ? [] : [own]), ...taken].map((entry) => asMap(entry.fieldsV1)).reduce(merge);
  const combined = { ...(own ?? taken[0] ?? {}), manager, operation: "Apply", fieldsV1: fields };
  return [
    { op: "replace", path: "/metadata/managedFields", value: toJson([...kept, combined]) },
    { op: "replace", path: "/metadata/resourceVersion", value: asText(at(live, "metadata", "resourceVersion")) },
  ];
}
