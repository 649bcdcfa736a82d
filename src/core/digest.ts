import { createHash } from "node:crypto";
import { type Json, sortKeys } from "./json.ts";

/** A short, stable fingerprint of plain data: the first 12 hexadecimal digits of its SHA-256, whatever the order of keys. */
export function fingerprint(value: Json): string {
  return createHash("sha256")
    .update(JSON.stringify(sortKeys(value)))
    .digest("hex")
    .slice(0, 12);
}
