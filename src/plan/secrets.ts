import type { App, SecretSource } from "../config/app.ts";
import type { Settings } from "../config/settings.ts";
import { fingerprint } from "../core/digest.ts";

/** How the value under one key of a Secret is made; never the value. */
export interface SecretKeyPlan {
  readonly key: string;
  readonly source: SecretSource;
}

/** One Secret of an app. */
export interface SecretPlan {
  /** Name of the Kubernetes Secret: `<app>-<name in the stack file>`. */
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly keys: readonly SecretKeyPlan[];
  /** Workloads that read it. */
  readonly consumers: readonly string[];
  /** Changes when a value does, and tells nothing about it: pods carry it, so that a rotation restarts exactly the consumers. */
  readonly version: string;
}

/** The Secrets of every app, by app and then by name. */
export function planSecrets({ environment, fingerprints }: Settings): readonly SecretPlan[] {
  return Object.entries(environment.apps)
    .sort(byName)
    .flatMap(([app, settings]) => secretsOf(app, settings, fingerprints));
}

function secretsOf(
  app: string,
  { namespace, secrets }: App,
  fingerprints: Settings["fingerprints"],
): readonly SecretPlan[] {
  return Object.entries(secrets)
    .sort(byName)
    .map(([name, { keys, consumers }]) => {
      const planned = Object.entries(keys)
        .sort(byName)
        .map(([key, source]) => ({ key, source }));
      return {
        name: secretName(app, name),
        namespace,
        app,
        keys: planned,
        consumers,
        version: fingerprint(
          planned.map(({ key, source }) => ({ key, source, given: givenFingerprint(source, fingerprints) })),
        ),
      };
    });
}

/** The name of the Kubernetes Secret that one of an app's secrets becomes. */
export function secretName(app: string, secret: string): string {
  return `${app}-${secret}`;
}

function givenFingerprint(source: SecretSource, fingerprints: Settings["fingerprints"]): string {
  return source.from === "config" ? (fingerprints[source.key] ?? "") : "";
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
