import { counted } from "../core/counted.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { type Path, showValue, valueAt } from "./path.ts";
import { expectedKind, notAllowed, unknownKey } from "./problem-texts.ts";

/** What a JSON Schema finds wrong in a value: where, and why. */
export interface ValueFault {
  readonly place: Path;
  readonly message: string;
}

/** What is looked at, within which whole schema, and where. */
interface At {
  readonly root: JsonObject;
  readonly place: Path;
}

/**
 * What a JSON Schema finds wrong in a value. It is read as it stands: making a program of it, as libraries do, takes longer than a
 * whole plan. Keywords that charts do not use are passed over; Helm still holds values against them.
 */
export function schemaFaults(schema: JsonObject, value: Json): Iterable<ValueFault> {
  return faultsOf(schema, value, { root: schema, place: [] });
}

function* faultsOf(schema: Json | undefined, value: Json, at: At): Iterable<ValueFault> {
  if (schema === false) yield { place: at.place, message: "is not allowed here" };
  if (!isObject(schema)) return;
  if (typeof schema.$ref === "string") yield* faultsOf(referred(at.root, schema.$ref), value, at);
  const types = [schema.type ?? []].flat() as readonly string[];
  if (types.length > 0 && !types.some((type) => isOf(type, value))) {
    const expected = types.map(expectedKind).join(" or ");
    yield { place: at.place, message: `expected ${expected}, given ${showValue(value)}` };
    return;
  }
  for (const message of leafFaults(schema, value)) yield { place: at.place, message };
  if (Array.isArray(value)) yield* itemFaults(schema, value, at);
  if (isObject(value)) yield* keyFaults(schema, value, at);
  yield* combinedFaults(schema, value, at);
}

function referred(root: JsonObject, reference: string): Json | undefined {
  return valueAt(root, reference.split("/").slice(1)) as Json | undefined;
}

function isOf(type: string, value: Json): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

/** What a text, a number or a list as a whole breaks. */
function* leafFaults(schema: JsonObject, value: Json): Iterable<string> {
  const { description, pattern, minimum, maximum, minItems, maxItems, minLength } = schema;
  const told = typeof description === "string" ? `: ${description}` : "";
  const options = "const" in schema ? [schema.const ?? null] : schema.enum;
  if (Array.isArray(options) && !options.includes(value)) yield notAllowed(value, options.map(String));
  if (typeof value === "string") {
    if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value))
      yield `${showValue(value)} is not allowed${told === "" ? `; it must fit ${pattern}` : told}`;
    if (typeof minLength === "number" && value.length < minLength) yield `is too short${told}`;
  }
  if (typeof value === "number") {
    if (typeof minimum === "number" && value < minimum) yield `${value} is too small: at least ${minimum}`;
    if (typeof maximum === "number" && value > maximum) yield `${value} is too large: at most ${maximum}`;
  }
  if (Array.isArray(value)) {
    if (typeof minItems === "number" && value.length < minItems)
      yield `must have at least ${counted(minItems, "item")}${told}`;
    if (typeof maxItems === "number" && value.length > maxItems)
      yield `may have at most ${counted(maxItems, "item")}${told}`;
    if (schema.uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length)
      yield "has the same item twice";
  }
}

function* itemFaults({ items }: JsonObject, value: readonly Json[], at: At): Iterable<ValueFault> {
  for (const [index, item] of value.entries()) yield* faultsOf(items, item, { ...at, place: [...at.place, index] });
}

function* keyFaults(schema: JsonObject, value: JsonObject, at: At): Iterable<ValueFault> {
  const { required, properties, patternProperties, additionalProperties, propertyNames } = schema;
  const known = isObject(properties) ? properties : {};
  const patterns = Object.entries(isObject(patternProperties) ? patternProperties : {});
  for (const key of Array.isArray(required) ? (required as readonly string[]) : [])
    if (value[key] === undefined) yield { place: [...at.place, key], message: "is required" };
  for (const [key, inner] of Object.entries(value)) {
    const here = { ...at, place: [...at.place, key] };
    if (propertyNames !== undefined && [...faultsOf(propertyNames, key, here)].length > 0)
      yield { place: here.place, message: `'${key}' is not a valid name here` };
    const fitting = patterns.filter(([pattern]) => new RegExp(pattern, "u").test(key)).map(([, form]) => form);
    const forms = key in known ? [known[key], ...fitting] : fitting;
    for (const form of forms) yield* faultsOf(form, inner, here);
    if (forms.length > 0) continue;
    if (additionalProperties === false) yield { place: here.place, message: unknownKey(key, Object.keys(known)) };
    else yield* faultsOf(additionalProperties, inner, here);
  }
}

/** What forms that stand beside each other, or depend on one another, make of a value. */
function* combinedFaults(schema: JsonObject, value: Json, at: At): Iterable<ValueFault> {
  const fits = (form: Json | undefined) => [...faultsOf(form, value, at)].length === 0;
  for (const form of Array.isArray(schema.allOf) ? schema.allOf : []) yield* faultsOf(form, value, at);
  const choice = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choice) && !choice.some(fits)) {
    const missing = choice.flatMap((form) => [...faultsOf(form, value, at)].map(({ place }) => String(place.at(-1))));
    yield {
      place: at.place,
      message: `fits none of the forms that the chart takes; look at ${[...new Set(missing)].join(", ")}`,
    };
  }
  if (schema.if !== undefined) yield* faultsOf(fits(schema.if) ? schema.then : schema.else, value, at);
}
