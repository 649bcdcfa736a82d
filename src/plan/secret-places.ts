import type { OwnedCopy } from "../config/owners.ts";
import { fingerprint } from "../core/digest.ts";
import { secretName } from "../core/secret.ts";
import { placeholders } from "../core/template.ts";
import type { SecretPlan } from "./secrets.ts";

/** A Secret that is put together from the values of another one; each of its keys is composed. */
export type SecretCopy = Pick<SecretPlan, "name" | "namespace" | "owner" | "key" | "keys" | "consumers" | "version">;

/** One Secret in the cluster, and the planned one that its values come from: itself, or the one that it is a copy of. */
export interface SecretPlace extends SecretPlan {
  readonly source: SecretPlan;
}

/** What is put together from the values of a Secret of the given version; each copy's own version follows it. */
export function planCopies(copies: readonly OwnedCopy[], version: string): readonly SecretCopy[] {
  return copies.map(({ owner, secret, namespace, keys }) => ({
    name: secretName(owner, secret),
    namespace,
    owner,
    key: secret,
    keys: Object.entries(keys).map(([key, text]) => ({
      key,
      source: { from: "template", text },
      value: key,
      version: fingerprint({ text }),
    })),
    consumers: [owner],
    version: fingerprint({ version, keys: { ...keys } }),
  }));
}

/** Every Secret that planned ones become in the cluster. */
export function placesOf(secrets: readonly SecretPlan[]): readonly SecretPlace[] {
  return secrets.flatMap((source) => {
    const { copies = [], labels: _, ...plan } = source;
    const elsewhere = copies.map((copy) => ({ ...plan, type: "Opaque" as const, ...copy, source }));
    return [{ ...source, source }, ...elsewhere];
  });
}

/** The values that a Secret is made of: key in its source → name of the value. */
export function valuesOf(place: SecretPlace): Readonly<Record<string, string>> {
  const { keys } = place.source;
  const named = (key: string) => keys.find((candidate) => candidate.key === key)?.value ?? key;
  return Object.fromEntries(keysFrom(place).map((key) => [key, named(key)]));
}

/** The keys of its source that a Secret is made of, each once. */
export function keysFrom({ keys }: Pick<SecretPlan, "keys">): readonly string[] {
  return [
    ...new Set(keys.flatMap(({ key, source }) => (source.from === "template" ? placeholders(source.text) : [key]))),
  ];
}
