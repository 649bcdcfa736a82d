import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { isMap, type Property, type PropertyMap, Secret, Unknown, unknown } from "./property.ts";

/** The type of property maps in the engine's messages. */
export type WireStruct = InstanceType<typeof struct.Struct>;

/** Plain JSON values. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknowns = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Reads JSON into properties: strings and objects with the engine's signatures become unknown values and secrets. */
export function fromJson(value: Json): Property {
  if (typeof value === "string") return unknowns.has(value) ? unknown : value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== "object" || value === null) return value;
  if (value[signature] === secretSignature) return new Secret(fromJson(value.value ?? null));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fromJson(item)]));
}

/** Writes properties as JSON with the engine's signatures for unknown values and secrets. */
export function toJson(value: Property): Json {
  if (value instanceof Unknown) return unknownString;
  if (value instanceof Secret) return { [signature]: secretSignature, value: toJson(value.value) };
  if (Array.isArray(value)) return value.map(toJson);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item)]));
  return value;
}

/** Decodes the properties of an engine's message; an absent message is an empty map. */
export function decode(message: WireStruct | undefined): PropertyMap {
  const value = message === undefined ? {} : fromJson(message.toJavaScript() as Json);
  return isMap(value) ? value : {};
}

/** Encodes properties for an engine's message. */
export function encode(properties: PropertyMap): WireStruct {
  return struct.Struct.fromJavaScript(toJson(properties) as { [name: string]: struct.JavaScriptValue });
}
