import { createHmac } from "node:crypto";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";

/** What stands for a value of a Secret. */
export const masked = "[masked]";

/** A Secret without its values, and what tells each from another one. */
export interface MaskedObject {
  readonly object: JsonObject;
  readonly prints?: Readonly<Record<string, string>>;
}

/**
 * An object without the data of a Secret: its keys stay. Whether two values differ is told by prints that are made with a key
 * of this machine: whoever reads them elsewhere cannot try values out on them.
 */
export function maskSecret(object: JsonObject, key: string): MaskedObject {
  if (object.kind !== "Secret") return { object };
  const shown: Record<string, Json> = { ...object };
  const prints: Record<string, string> = {};
  for (const field of ["data", "stringData"]) {
    const data = object[field];
    if (!isObject(data)) continue;
    shown[field] = Object.fromEntries(Object.keys(data).map((name) => [name, masked]));
    for (const [name, value] of Object.entries(data)) {
      const bytes = Buffer.from(String(value ?? ""), field === "data" ? "base64" : "utf8");
      prints[name] = createHmac("sha256", key).update(bytes).digest("hex").slice(0, 16);
    }
  }
  const { metadata } = object;
  if (isObject(metadata)) shown.metadata = withoutCopy(metadata);
  return { object: shown, prints };
}

/** Metadata without the copy of the whole object that `kubectl apply` keeps: it may hold what must not be shown, and says nothing new. */
export function withoutCopy(metadata: JsonObject): JsonObject {
  const { annotations } = metadata;
  if (!isObject(annotations)) return metadata;
  const { "kubectl.kubernetes.io/last-applied-configuration": _copy, ...rest } = annotations;
  return { ...metadata, annotations: rest };
}
