import { sealedValues } from "../config/encrypted-files.ts";
import type { OwnedSecret, Owner } from "../config/owners.ts";
import { ownersOf } from "../config/owners.ts";
import type { Settings } from "../config/settings.ts";
import { fingerprint } from "../core/digest.ts";
import { isObject, type Json } from "../core/json.ts";
import { type KeptKey, keptKeys, type SecretReference, type SecretType, secretName } from "../core/secret.ts";
import { planCopies, type SecretCopy } from "./secret-places.ts";
import { type Keeper, keeperOf } from "./stores/store.ts";

/** How the value under one key of a Secret is made; never the value. */
export interface SecretKeyPlan extends KeptKey {
  /** Changes when this value does, and tells nothing about it. */
  readonly version: string;
}

/** One Secret of a component or an app. */
export interface SecretPlan {
  /** Name of the Kubernetes Secret: `<owner>-<name in the stack file>`. */
  readonly name: string;
  readonly namespace: string;
  /** The component or app that it belongs to. */
  readonly owner: string;
  /** What its owner calls it. */
  readonly key: string;
  readonly keys: readonly SecretKeyPlan[];
  /** Workloads that read it. */
  readonly consumers: readonly string[];
  /** It outlives its release and its stack. */
  readonly retain: boolean;
  readonly type: SecretType;
  /** Labels that its readers look for, beside those of every object. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What is put together from its values for others, each in a Secret of its own. */
  readonly copies?: readonly SecretCopy[];
  readonly keeper: Keeper;
  /** Days after which its values count as too old; 0: never. */
  readonly maxAgeDays: number;
  /** Changes when a value does, and tells nothing about it: pods carry it, so that a rotation restarts exactly the consumers. */
  readonly version: string;
}

/** The Secrets of every component and app, by owner and then by name. */
export function planSecrets(settings: Settings): readonly SecretPlan[] {
  return ownersOf(settings).flatMap((owner) =>
    Object.entries(owner.secrets)
      .sort(byName)
      .map(([name, secret]) => planSecret(owner, name, secret, settings)),
  );
}

function planSecret(owner: Owner, name: string, secret: OwnedSecret, settings: Settings): SecretPlan {
  const keys = Object.entries(secret.keys)
    .sort(byName)
    .flatMap(([key, source]) => keptKeys(key, source));
  const place = { name: secretName(owner.name, name), namespace: owner.namespace };
  const plan = {
    ...place,
    owner: owner.name,
    key: name,
    keys: keys.map((kept) => ({ ...kept, version: valueVersion(kept, place, settings) })),
    consumers: secret.consumers,
    retain: secret.retain === true,
    type: secret.type ?? "Opaque",
    ...(secret.labels === undefined ? {} : { labels: secret.labels }),
    keeper: keeperOf(owner.name, settings),
    maxAgeDays: secret.maxAgeDays ?? settings.environment.secrets.maxAgeDays,
  };
  const version = versionOf(plan, settings);
  const { copies = [] } = secret;
  return { ...plan, ...(copies.length === 0 ? {} : { copies: planCopies(copies, version) }), version };
}

/** What a chart needs to refer to one of its owner's secrets. @throws Error if the owner declares no such secret. */
export function secretReference(owner: string, key: string, secrets: readonly SecretPlan[]): SecretReference {
  const plan = secrets.find((candidate) => candidate.owner === owner && candidate.key === key);
  if (plan === undefined) throw new Error(`${owner} refers to a secret '${key}' that it does not declare`);
  return referenceTo(plan);
}

/** What a chart needs to refer to a Secret. */
export function referenceTo({ name, version }: SecretPlan): SecretReference {
  return { name, version };
}

/** How the values are made, and for those that come from elsewhere their encrypted form, which changes with them. */
function versionOf(
  { name, namespace, keys }: Omit<SecretPlan, "version">,
  { fingerprints, encrypted }: Settings,
): string {
  const sealed = encrypted.sealed[`${namespace}/${name}`]?.spec;
  const inGit: Json = {
    ...encrypted.sops[name],
    ...(isObject(sealed) && isObject(sealed.encryptedData) ? sealed.encryptedData : {}),
  };
  return fingerprint({
    keys: keys.map(({ key, source }) => ({
      key,
      source: { ...source },
      given: source.from === "config" ? (fingerprints[source.key] ?? "") : "",
    })),
    inGit,
  });
}

/** What makes one value; a value that moves to `<key>_PREVIOUS` keeps its version. */
function valueVersion(
  { source, value }: KeptKey,
  place: { readonly name: string; readonly namespace: string },
  { fingerprints, encrypted }: Settings,
): string {
  if (source.from === "template") return fingerprint({ text: source.text });
  const inGit = encrypted.sops[place.name]?.[value] ?? sealedValues(encrypted, place)[value] ?? "";
  if (source.from === "config") return fingerprint({ ...source, given: fingerprints[source.key] ?? "", inGit });
  const { length, alphabet, rotation } = source;
  return fingerprint({ length, alphabet, rotation, inGit });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
