import { isObject, type Json, type JsonObject } from "./json.ts";

/** What is at a path of fields; nothing where one of them is missing. */
export function at(value: unknown, ...path: readonly string[]): Json | undefined {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value) as Json | undefined;
}

/** The map at a path of fields; an empty one where there is none. */
export function mapAt(value: unknown, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The maps of the list at a path of fields. */
export function mapsAt(value: unknown, ...path: readonly string[]): readonly JsonObject[] {
  return listAt(value, ...path).filter(isObject);
}

/** The list at a path of fields; an empty one where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts of the list at a path of fields. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((item) => typeof item === "string");
}

/** The text at a path of fields; an empty one where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}
