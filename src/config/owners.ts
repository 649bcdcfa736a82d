import type { Component, PodSecurity } from "../catalog/component.ts";
import type { SecretSource, SecretType } from "../core/secret.ts";
import { databaseOwners } from "./database-secrets.ts";
import type { Environment } from "./environment-schema.ts";
import { catalogOf } from "./installed.ts";
import { issuerSecrets } from "./issuer-secrets.ts";
import type { Path } from "./path.ts";
import { storeSecrets } from "./store-secrets.ts";

/** A Secret that somebody needs: where the value under each key comes from, and who reads it. */
export interface OwnedSecret {
  readonly keys: Readonly<Record<string, SecretSource>>;
  readonly consumers: readonly string[];
  /** It outlives its release and its stack. */
  readonly retain?: boolean;
  /** Without it: Opaque. */
  readonly type?: SecretType;
  /** Days after which its values count as too old; 0: never; without it, the environment's own limit. */
  readonly maxAgeDays?: number | undefined;
  /** Labels that its readers look for, beside those of every object. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What is put together from its values for others. */
  readonly copies?: readonly OwnedCopy[];
  /** The setting that counts its rotations; without it, each key of an app's secret has its own. */
  readonly rotation?: Path;
}

/** A Secret that is put together from the values of another one, in any namespace: the values have one source, and one rotation. */
export interface OwnedCopy {
  /** The app that it belongs to. */
  readonly owner: string;
  /** What its owner calls it. */
  readonly secret: string;
  readonly namespace: string;
  /** Each key's text, with keys of the other Secret in it as {{ key }}. */
  readonly keys: Readonly<Record<string, string>>;
}

/** A component or an app, as what it owns is planned: its namespace and its secrets. */
export interface Owner {
  readonly name: string;
  readonly namespace: string;
  readonly podSecurity: PodSecurity;
  readonly secrets: Readonly<Record<string, OwnedSecret>>;
  /** What it has written in its namespace outlives the stack. */
  readonly retain?: boolean;
  /** Where its secrets are declared: for an app the place of its `secrets`, else that of the setting that calls for them. */
  readonly path: Path;
}

/** Secrets of a component, with the place of the setting that counts their rotations, and what the apps that are there are given. */
function componentSecrets({ name, secrets }: Component, { components, apps }: Environment): Owner["secrets"] {
  const declared = Object.entries(secrets?.(components[name] ?? {}) ?? {});
  return Object.fromEntries(
    declared.map(([key, { rotation, copies = [], ...secret }]) => {
      const given = copies.flatMap(({ app, secret: its, keys }) => {
        const namespace = apps[app]?.namespace;
        return namespace === undefined ? [] : [{ owner: app, secret: its, namespace, keys }];
      });
      const counted = rotation === undefined ? {} : { rotation: ["components", name, ...rotation] };
      return [key, { ...secret, ...counted, ...(given.length === 0 ? {} : { copies: given }) }];
    }),
  );
}

/** Where the number stands that makes a new value under a key when it is raised, from the environment; nothing if nowhere. */
export function rotationPath({ path, secrets }: Owner, secret: string, key: string): Path | undefined {
  const shared = secrets[secret]?.rotation;
  if (shared !== undefined) return shared;
  const [, ...place] = path;
  return path.at(-1) === "secrets" ? [...place, secret, "keys", key, "rotation"] : undefined;
}

/** Everything in an environment that may own secrets, by name. */
export function ownersOf({
  environment,
  catalog,
}: {
  readonly environment: Environment;
  readonly catalog: readonly Component[];
}): readonly Owner[] {
  const components = catalogOf(environment, catalog).map((component) => ({
    name: component.name,
    namespace: component.namespace,
    podSecurity: component.podSecurityWith?.(environment.components[component.name] ?? {}) ?? component.podSecurity,
    secrets: componentSecrets(component, environment),
    path: ["environment", "components", component.name],
  }));
  const apps = Object.entries(environment.apps).map(([name, { namespace, podSecurity, secrets }]) => ({
    name,
    namespace,
    podSecurity,
    secrets,
    path: ["environment", "apps", name, "secrets"],
  }));
  const others = [...issuerSecrets(environment), ...storeSecrets(environment), ...databaseOwners(environment)];
  return [...components, ...apps, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
}
