import { at as fieldAt } from "../../../core/fields.ts";
import type { Json } from "../../../core/json.ts";
import { groupOf, type RenderedObject } from "../../render/object.ts";

/** What stands at a dotted path of an object; nothing if there is nothing. */
export function at(value: Json | undefined, path: string): Json | undefined {
  return fieldAt(value, ...path.split("."));
}

/** The texts of a list; empty if it is no list. */
export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The kind of an object, with its group where it has one: `StatefulSet.apps`. */
export function kindOf({ object }: RenderedObject): string {
  const group = groupOf(object);
  return group === "" ? String(object.kind) : `${object.kind}.${group}`;
}
