import type { Settings } from "../config/settings.ts";
import { fingerprint } from "../core/digest.ts";
import type { SecretReference, SecretSource } from "../core/secret.ts";
import { type Owner, ownersOf } from "./owners.ts";

/** How the value under one key of a Secret is made; never the value. */
export interface SecretKeyPlan {
  readonly key: string;
  readonly source: SecretSource;
}

/** One Secret of a component or an app. */
export interface SecretPlan {
  /** Name of the Kubernetes Secret: `<owner>-<name in the stack file>`. */
  readonly name: string;
  readonly namespace: string;
  /** The component or app that it belongs to. */
  readonly owner: string;
  readonly keys: readonly SecretKeyPlan[];
  /** Workloads that read it. */
  readonly consumers: readonly string[];
  /** Changes when a value does, and tells nothing about it: pods carry it, so that a rotation restarts exactly the consumers. */
  readonly version: string;
}

/** The Secrets of every component and app, by owner and then by name. */
export function planSecrets(settings: Settings): readonly SecretPlan[] {
  return ownersOf(settings).flatMap((owner) => secretsOf(owner, settings.fingerprints));
}

function secretsOf(
  { name: owner, namespace, secrets }: Owner,
  fingerprints: Settings["fingerprints"],
): readonly SecretPlan[] {
  return Object.entries(secrets)
    .sort(byName)
    .map(([name, { keys, consumers }]) => {
      const planned = Object.entries(keys)
        .sort(byName)
        .map(([key, source]) => ({ key, source }));
      const version = fingerprint(
        planned.map(({ key, source }) => ({
          key,
          source: { ...source },
          given: givenFingerprint(source, fingerprints),
        })),
      );
      return { name: secretName(owner, name), namespace, owner, keys: planned, consumers, version };
    });
}

/** What a chart needs to refer to one of its owner's secrets. @throws Error if the owner declares no such secret. */
export function secretReference(owner: string, secret: string, secrets: readonly SecretPlan[]): SecretReference {
  const name = secretName(owner, secret);
  const plan = secrets.find((candidate) => candidate.owner === owner && candidate.name === name);
  if (plan === undefined) throw new Error(`${owner} refers to a secret '${secret}' that it does not declare`);
  return { name, version: plan.version };
}

/** The name of the Kubernetes Secret that one of an owner's secrets becomes. */
export function secretName(owner: string, secret: string): string {
  return `${owner}-${secret}`;
}

function givenFingerprint(source: SecretSource, fingerprints: Settings["fingerprints"]): string {
  return source.from === "config" ? (fingerprints[source.key] ?? "") : "";
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
