import { isObject, type Json, type JsonObject, sortKeys } from "../../../core/json.ts";
import type { RenderedObject } from "../../render/render.ts";

/** What stands at a dotted path of an object; nothing if there is nothing. */
export function at(value: Json | undefined, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The maps of a list; empty if it is no list. */
export function maps(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts of a list; empty if it is no list. */
export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Whether two pieces of plain data are the same, whatever the order of keys. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || JSON.stringify(sortKeys(one ?? null)) === JSON.stringify(sortKeys(other ?? null));
}

/** The kind of an object, with its group where it has one: `StatefulSet.apps`. */
export function kindOf({ object: { apiVersion, kind } }: RenderedObject): string {
  const group = String(apiVersion).split("/").slice(0, -1).join("/");
  return group === "" ? String(kind) : `${kind}.${group}`;
}
