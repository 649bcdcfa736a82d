import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { withoutCopy } from "../render/mask.ts";

/** What the API server and controllers write into metadata, and nobody wants. */
const written: ReadonlySet<string> = new Set([
  "managedFields",
  "resourceVersion",
  "uid",
  "generation",
  "creationTimestamp",
  "selfLink",
]);

/** An object as somebody would have written it: without its status, and what the API server adds to every one. */
export function normal(object: JsonObject): JsonObject {
  const { status: _status, metadata, ...rest } = object;
  if (!isObject(metadata)) return rest;
  const kept = Object.entries(withoutCopy(metadata)).filter(([key]) => !written.has(key));
  return { ...rest, metadata: Object.fromEntries(kept) };
}

/** Whether everything that is wanted is there already, whatever else there is. */
export function covers(live: Json | undefined, wanted: Json): boolean {
  if (isObject(wanted)) {
    if (!isObject(live)) return Object.keys(wanted).length === 0 && live === undefined;
    return Object.entries(wanted).every(([key, value]) => covers(live[key], value));
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live)) return wanted.length === 0 && live === undefined;
    return live.length === wanted.length && wanted.every((item, index) => covers(live[index], item));
  }
  return wanted === null ? live === undefined || live === null : live === wanted;
}

/** The paths at which two objects differ, such as `spec.replicas`: the shortest that are not on both sides. */
export function differences(one: Json | undefined, other: Json | undefined, path = ""): readonly string[] {
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return keys.flatMap((key) => differences(one[key], other[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.flatMap((item, index) => differences(item, other[index], `${path}[${nameOf(item) ?? index}]`));
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [path];
}

function nameOf(item: Json): string | undefined {
  return isObject(item) && typeof item.name === "string" ? item.name : undefined;
}
