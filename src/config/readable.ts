import type { z } from "zod";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { type Path, valueAt } from "./path.ts";

/**
 * What is left of a document when everything is taken away that its schema refuses, so that the checks over several fields
 * can tell their problems together with the schema's. Nothing where too little is left.
 */
export function readablePart<Schema extends z.ZodType>(
  schema: Schema,
  document: JsonObject,
): z.output<Schema> | undefined {
  let rest: Json = document;
  for (;;) {
    const result = schema.safeParse(rest);
    if (result.success) return result.data;
    const places = result.error.issues.flatMap(refusedPlaces).map((place) => presentPlace(rest, place));
    if (places.some((place) => place.length === 0)) return undefined;
    rest = places.reduce(without, rest);
  }
}

function refusedPlaces(issue: z.core.$ZodIssue): readonly Path[] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

/** The place itself, or what should hold it where it is missing; a list goes as a whole. */
function presentPlace(document: Json, place: Path): Path {
  const item = place.findIndex((key) => typeof key === "number");
  const whole = item === -1 ? place : place.slice(0, item);
  return valueAt(document, whole) === undefined ? whole.slice(0, -1) : whole;
}

function without(value: Json, [key, ...rest]: Path): Json {
  if (!isObject(value)) return value;
  const { [String(key)]: inner, ...others } = value;
  if (inner === undefined || rest.length === 0) return others;
  return { ...others, [String(key)]: without(inner, rest) };
}
