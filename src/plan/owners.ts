import type { PodSecurity } from "../catalog/component.ts";
import { catalogOf } from "../config/installed.ts";
import type { Settings } from "../config/settings.ts";
import type { SecretSource } from "../core/secret.ts";

/** A component or an app, as what it owns is planned: its namespace and its secrets. */
export interface Owner {
  readonly name: string;
  readonly namespace: string;
  readonly podSecurity: PodSecurity;
  readonly secrets: Readonly<
    Record<string, { readonly keys: Readonly<Record<string, SecretSource>>; readonly consumers: readonly string[] }>
  >;
}

/** Every component and app of an environment, by name. */
export function ownersOf({ environment, catalog }: Settings): readonly Owner[] {
  const components = catalogOf(environment, catalog).map((component) => ({
    name: component.name,
    namespace: component.namespace,
    podSecurity: component.podSecurity,
    secrets: component.secrets?.(environment.components[component.name] ?? {}) ?? {},
  }));
  const apps = Object.entries(environment.apps).map(([name, { namespace, podSecurity, secrets }]) => ({
    name,
    namespace,
    podSecurity,
    secrets,
  }));
  return [...components, ...apps].sort((a, b) => (a.name < b.name ? -1 : 1));
}
