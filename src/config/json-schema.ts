import { z } from "zod";
import type { Component } from "../catalog/component.ts";
import { environmentSchema } from "./environment-schema.ts";

/** A JSON Schema (draft 7, which editors know). */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** What an environment may say, with every default and description. */
export function environmentJsonSchema(catalog: readonly Component[]): JsonSchema {
  return z.toJSONSchema(environmentSchema(catalog), {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      // A whole number without a limit of its own is said to be a safe one; that tells a reader nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}

/**
 * The JSON Schema of a whole stack file, for editors. It asks for nothing that Pulumi.yaml may hold for all environments: only
 * the keys that choose between forms are required.
 */
export function stackFileSchema(catalog: readonly Component[], project: string): JsonSchema {
  const { definitions = {}, $schema, ...environment } = environmentJsonSchema(catalog);
  const flat: JsonSchema = {
    description: "A flat key: plain text, or encrypted by `pulumi config set --secret`.",
    anyOf: [
      { type: ["string", "number", "boolean"] },
      { type: "object", properties: { secure: { type: "string" } }, required: ["secure"], additionalProperties: false },
    ],
  };
  const environmentOfStack: JsonSchema = { $ref: "#/definitions/environment" };
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: "Stack file",
    description: "One environment. What it says is laid over what Pulumi.yaml holds for all of them.",
    type: "object",
    properties: {
      config: {
        type: "object",
        // Named for completion; projects of other names have the same.
        properties: { [`${project}:environment`]: environmentOfStack },
        patternProperties: { "^[^:]+:environment$": environmentOfStack, "^(?![^:]+:environment$)": flat },
      },
      encryptionsalt: { type: "string", description: "Written by the engine; what it encrypts with a passphrase." },
      secretsprovider: { type: "string", description: "Who encrypts the stack's secrets, where it is no passphrase." },
      encryptedkey: { type: "string", description: "Written by the engine; the key that the secrets provider keeps." },
    },
    additionalProperties: false,
    definitions: Object.assign({}, definitions, { environment: partial(environment) }),
  };
}

/** The same schema for a layer: any key may be left to another layer, but not the one that says which form is meant. */
function partial(schema: JsonSchema): JsonSchema {
  const { required: _, ...rest } = schema;
  const { properties, additionalProperties, oneOf, anyOf } = rest;
  const chosen = Object.keys(properties ?? {}).filter((key) => "const" in schemaOf(properties?.[key]));
  if (chosen.length > 0) Object.assign(rest, { required: chosen });
  if (properties !== undefined) {
    rest.properties = Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, layer(inner)]));
  }
  if (additionalProperties !== undefined) rest.additionalProperties = layer(additionalProperties);
  if (oneOf !== undefined) rest.oneOf = oneOf.map(layer);
  if (anyOf !== undefined) rest.anyOf = anyOf.map(layer);
  return rest;
}

function layer<Schema extends JsonSchema | boolean>(schema: Schema): Schema | JsonSchema {
  return typeof schema === "boolean" ? schema : partial(schemaOf(schema));
}

/** The forms of a union, and of the unions within it; any other schema is its own one form. */
export function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  const forms = schema.oneOf ?? schema.anyOf;
  return forms === undefined ? [schema] : forms.flatMap((form) => formsOf(schemaOf(form)));
}

/** A schema that may also be written as `true`, anything, or `false`, nothing. */
export function schemaOf(schema: JsonSchema | boolean | undefined): JsonSchema {
  return typeof schema === "object" ? schema : {};
}
