import { catalog } from "../../../src/catalog/catalog.ts";
import type { Component, ComponentContext } from "../../../src/catalog/component.ts";
import { isObject, type Json, type JsonObject } from "../../../src/core/json.ts";

/** What the secrets of a component are called in these tests: nothing else in values may look like this. */
export function referenceTo(component: Component, secret: string): { readonly name: string; readonly version: string } {
  return { name: `${component.name}-${secret}`, version: `version-of-${secret}` };
}

/** A component's values for the given settings, in an environment that is otherwise plain: dev, and nothing else installed. */
export function valuesOf(
  component: Component,
  given: JsonObject = {},
  changed: Partial<ComponentContext> = {},
): JsonObject {
  const settings = component.settings.parse(given);
  const declared = Object.keys(component.secrets?.(settings) ?? {});
  return component.values(settings, {
    tier: "dev",
    domain: "example.com",
    replicas: 1,
    storageClass: "",
    installed: new Set([component.name]),
    namespaceOf: () => "services",
    monitored: false,
    secret: (name) => {
      if (!declared.includes(name)) throw new Error(`${component.name} refers to ${name}, and declares ${declared}`);
      return referenceTo(component, name);
    },
    ...changed,
  });
}

/** Settings that switch on what is off by default. */
export const everything: Readonly<Record<string, JsonObject>> = {
  "argo-cd": { host: "argocd.example.com", signOn: true, notifications: true },
  "cert-manager": { gatewayApi: true, nameservers: ["192.0.2.1:53"] },
  cilium: { gatewayApi: true, encryption: true, flows: true },
  jaeger: { persistent: true },
  "kube-prometheus-stack": { slack: { enabled: true }, grafana: { host: "grafana.example.com" } },
  traefik: { gatewayApi: true, accessLog: true, trustedProxies: ["192.0.2.0/24"] },
  velero: { location: { bucket: "backups" }, fileSystemBackup: true },
};

/** What is set where a component is as large as it gets. */
export function largest(component: Component): JsonObject {
  const installed = new Set(catalog.map(({ name }) => name));
  return valuesOf(component, everything[component.name], { tier: "prod", replicas: 2, monitored: true, installed });
}

/** Every map in values with its path and the map that holds it. */
export function* mapsIn(
  value: Json,
  path: readonly string[] = [],
  parent: JsonObject = {},
): Iterable<{ readonly path: readonly string[]; readonly map: JsonObject; readonly parent: JsonObject }> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* mapsIn(item, [...path, String(index)]);
  if (!isObject(value)) return;
  yield { path, map: value, parent };
  for (const [key, inner] of Object.entries(value)) yield* mapsIn(inner, [...path, key], value);
}
