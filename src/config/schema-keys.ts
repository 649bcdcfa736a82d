import type { z } from "zod";
import type { Path } from "./path.ts";

type JsonSchema = z.core.JSONSchema._JSONSchema;

/**
 * What may stand at a place of a document, according to a JSON Schema: the keys of a map; or, where the place is the key that
 * chooses between the forms of a union, that key's allowed values.
 */
export function keysAt(schema: JsonSchema, document: unknown, path: Path): readonly string[] {
  const [key, ...rest] = path;
  const forms = formsFor(schema, document);
  if (key === undefined) return [...new Set(forms.flatMap((form) => Object.keys(propertiesOf(form))))];
  if (rest.length === 0) {
    const chosen = alternatives(schema).flatMap((form) => constant(propertiesOf(form)[String(key)]));
    if (chosen.length > 0) return [...new Set(chosen)];
  }
  const value = typeof document === "object" && document !== null ? Reflect.get(document, key) : undefined;
  const next = schemaAt(schema, document, [key]);
  return next === undefined ? [] : keysAt(next, value, rest);
}

/** The key that chooses between the forms of a union at a place, with its values; nothing where there is no union. */
export function choosingKey(
  schema: JsonSchema,
  document: unknown,
  path: Path,
): { readonly key: string; readonly values: readonly string[] } | undefined {
  const forms = alternatives(schemaAt(schema, document, path) ?? {});
  const valuesOf = (key: string) => forms.flatMap((form) => constant(propertiesOf(form)[key]));
  const key = Object.keys(propertiesOf(forms[0] ?? {})).find((name) => valuesOf(name).length === forms.length);
  return key === undefined ? undefined : { key, values: [...new Set(valuesOf(key))] };
}

/** The schema of one place; nothing where no form of it has such a place. */
export function schemaAt(schema: JsonSchema, document: unknown, [key, ...rest]: Path): JsonSchema | undefined {
  if (key === undefined) return schema;
  const value = typeof document === "object" && document !== null ? Reflect.get(document, key) : undefined;
  const next = formsFor(schema, document)
    .map((form) => propertiesOf(form)[String(key)] ?? additional(form))
    .find((form) => form !== undefined);
  return next === undefined ? undefined : schemaAt(next, value, rest);
}

/** The forms of a union that the document's own choosing key admits; all of them if it chooses none. */
function formsFor(schema: JsonSchema, document: unknown): readonly JsonSchema[] {
  const all = alternatives(schema);
  const fitting = all.filter((form) =>
    Object.entries(propertiesOf(form)).every(([key, property]) => {
      const [allowed] = constant(property);
      return (
        allowed === undefined ||
        (typeof document === "object" && document !== null && Reflect.get(document, key) === allowed)
      );
    }),
  );
  return fitting.length > 0 ? fitting : all;
}

/** The forms of a union, and of the unions within it; any other schema is its own one form. */
function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  if (typeof schema === "boolean") return [];
  const forms = schema.oneOf ?? schema.anyOf;
  return forms === undefined ? [schema] : forms.flatMap(alternatives);
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return typeof schema === "boolean" ? {} : (schema.properties ?? {});
}

function additional(schema: JsonSchema): JsonSchema | undefined {
  if (typeof schema === "boolean" || typeof schema.additionalProperties === "boolean") return undefined;
  return schema.additionalProperties;
}

function constant(schema: JsonSchema | undefined): readonly string[] {
  return schema !== undefined && typeof schema !== "boolean" && typeof schema.const === "string" ? [schema.const] : [];
}
