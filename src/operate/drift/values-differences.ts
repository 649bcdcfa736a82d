import { isObject, type Json, type JsonObject } from "../../core/json.ts";

/** How the engine marks a value in its state that is secret, or that it cannot store as plain data. */
const engineMark = "4dabf18193072939515e22adb298388d";

/**
 * The paths at which two sets of values differ, such as `server.image.tag`: never the values themselves. A key without a value
 * counts as absent, as it does for the provider that hands values to Helm. What the engine keeps as a secret cannot be
 * compared, and is not.
 */
export function valuesDifferences(wanted: JsonObject, actual: JsonObject): readonly string[] {
  return compare(withoutNulls(wanted), withoutNulls(actual), "");
}

function compare(wanted: Json | undefined, actual: Json | undefined, path: string): readonly string[] {
  if (isMarked(wanted) || isMarked(actual)) return [];
  if (isObject(wanted) && isObject(actual)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(actual)])].sort();
    return keys.flatMap((key) => compare(wanted[key], actual[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(wanted) && Array.isArray(actual) && wanted.length === actual.length) {
    return wanted.flatMap((item, index) => compare(item, actual[index], `${path}[${index}]`));
  }
  return wanted === actual ? [] : [path];
}

function isMarked(value: Json | undefined): boolean {
  return isObject(value) && engineMark in value;
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === null) return [];
      return [[key, isObject(item) ? withoutNulls(item) : item] as const];
    }),
  );
}
