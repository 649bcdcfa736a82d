import { at as fieldAt } from "../../../core/fields.ts";
import type { Json } from "../../../core/json.ts";

/** What stands at a dotted path of an object; nothing if there is nothing. */
export function at(value: Json | undefined, path: string): Json | undefined {
  return fieldAt(value, ...path.split("."));
}

/** The texts of a list; empty if it is no list. */
export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
