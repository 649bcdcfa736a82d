import { choice } from "../core/choice.ts";
import { type JsonSchema, schemaOf } from "./json-schema.ts";

/** What kind of value a schema takes, in words, as Markdown: `whole number, 1 to 50`, `list of text`. */
export function typeName(schema: JsonSchema): string {
  const { type, minimum, maximum, items } = schema;
  const alternatives = (schema.oneOf ?? schema.anyOf ?? []).map(schemaOf);
  if (alternatives.length > 0) return choice([...new Set(alternatives.map(typeName))]);
  if (schema.enum !== undefined) return choice(schema.enum.map((value) => `\`${value}\``));
  if ("const" in schema) return `\`${schema.const}\``;
  if (type === "array") return `list of ${typeName(schemaOf(Array.isArray(items) ? items[0] : items))}`;
  if (type === "object") return schema.additionalProperties === false ? "map" : "map by name";
  if (type === "boolean") return "`true` or `false`";
  if (type === "string") return "text";
  const name = type === "integer" ? "whole number" : type === "number" ? "number" : "anything";
  if (minimum !== undefined && maximum !== undefined) return `${name}, ${minimum} to ${maximum}`;
  return minimum === undefined ? name : `${name}, at least ${minimum}`;
}

/** What kind of value a schema takes, as a message tells: `0, or a whole number from 7 to 30`. */
export function typePhrase(schema: JsonSchema): string {
  const alternatives = (schema.oneOf ?? schema.anyOf ?? []).map(schemaOf);
  if (alternatives.length > 0) return [...new Set(alternatives.map(typePhrase))].join(", or ");
  const { type, minimum, maximum } = schema;
  return type === "integer" && minimum !== undefined && maximum !== undefined
    ? `a whole number from ${minimum} to ${maximum}`
    : typeName(schema).replaceAll("`", "");
}
