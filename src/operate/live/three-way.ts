import { isObject, type Json, type JsonObject } from "../../core/json.ts";

/** Keys that tell the items of a list apart, the first that each item has. */
const itemKeys = ["name", "key", "mountPath", "devicePath", "containerPort", "port", "ip", "type", "topologyKey"];

/**
 * An object without what was written last time and is not any more. Helm takes such fields away; an apply by another field
 * manager leaves them, because it does not own them.
 */
export function withoutDropped(live: JsonObject, last: JsonObject, next: JsonObject): JsonObject {
  const kept = Object.entries(live).flatMap(([key, value]): (readonly [string, Json])[] => {
    if (last[key] === undefined) return [[key, value]];
    if (next[key] === undefined) return [];
    return [[key, prune(value, last[key], next[key])]];
  });
  return Object.fromEntries(kept);
}

function prune(live: Json, last: Json, next: Json): Json {
  if (isObject(live) && isObject(last) && isObject(next)) return withoutDropped(live, last, next);
  if (Array.isArray(live) && Array.isArray(last) && Array.isArray(next)) return pruneList(live, last, next);
  return live;
}

function pruneList(live: readonly Json[], last: readonly Json[], next: readonly Json[]): readonly Json[] {
  const key = itemKeys.find((name) => [...live, ...last, ...next].every((item) => isObject(item) && name in item));
  // A list without names is replaced as a whole.
  if (key === undefined) return live;
  const named = (list: readonly Json[]) => new Map(list.filter(isObject).map((item) => [item[key], item]));
  const [was, is] = [named(last), named(next)];
  return live.filter(isObject).flatMap((item) => {
    const [before, after] = [was.get(item[key]), is.get(item[key])];
    if (before === undefined) return [item];
    return after === undefined ? [] : [withoutDropped(item, before, after)];
  });
}
