import { asMap, asText, at, contains, copy, isMap, type PropertyMap, Unknown } from "../../protocol/property.ts";
import { isBuiltIn } from "../kinds.ts";
import { canonicalFields } from "./quantity.ts";

/** Fields of the metadata that only the server writes. */
const serverFields = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

function normalizeSecret(secret: PropertyMap): void {
  const data = { ...asMap(secret.data) };
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === "string") data[name] = Buffer.from(value, "base64").toString("base64");
  }
  for (const [name, value] of Object.entries(asMap(secret.stringData))) {
    data[name] = Buffer.from(asText(value)).toString("base64");
  }
  delete secret.stringData;
  if (Object.keys(data).length > 0) secret.data = data;
}

/**
 * Brings an object into the form in which the server returns it, so that what means the same compares the same: a
 * Secret's `stringData` becomes `data`, `0.5` CPUs become `500m`, fields that only the server writes are gone.
 */
export function normalize(object: PropertyMap): PropertyMap {
  const normal = isBuiltIn(asText(object.apiVersion)) ? asMap(canonicalFields(object)) : copy(object);
  if (isMap(normal.metadata)) for (const name of serverFields) delete normal.metadata[name];
  if (contains(normal, (value) => value instanceof Unknown)) return normal;
  if (isSecret(normal)) normalizeSecret(normal);
  if (isDefinition(normal)) {
    delete normal.status;
    if (at(normal, "spec", "preserveUnknownFields") === false) delete asMap(normal.spec).preserveUnknownFields;
  }
  return normal;
}

/** Whether the object is a Secret of the core group. */
export function isSecret(object: PropertyMap): boolean {
  return object.apiVersion === "v1" && object.kind === "Secret";
}

/** Whether the object defines other kinds. */
export function isDefinition(object: PropertyMap): boolean {
  return asText(object.apiVersion).startsWith("apiextensions.k8s.io/") && object.kind === "CustomResourceDefinition";
}
