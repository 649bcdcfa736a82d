import type { JsonObject } from "../../src/core/json.ts";

/** Which package of validators knows the kinds of an API group. */
const validators: Readonly<Record<string, string>> = {
  "argoproj.io": "argo-cd",
  "bitnami.com": "sealed-secrets",
  "cert-manager.io": "cert-manager",
  "cilium.io": "cilium",
  "external-secrets.io": "external-secrets",
  "generators.external-secrets.io": "external-secrets",
  "gateway.networking.k8s.io": "gateway-api",
  "monitoring.coreos.com": "prometheus-operator",
  "postgresql.cnpg.io": "cloudnative-pg",
  "traefik.io": "traefik",
};

interface Validated {
  validate(): void;
}

/** The API group of an object; empty for the core. */
export function groupOf({ apiVersion }: JsonObject): string {
  const [group, version] = String(apiVersion).split("/");
  return version === undefined ? "" : (group ?? "");
}

/** Whether somebody published a validator for the kinds of an API group. */
export function isValidated(group: string): boolean {
  return validators[group] !== undefined;
}

/** What the published validator of its kind finds wrong in a custom resource: types, required fields, allowed values. */
export async function faultOf(object: JsonObject): Promise<string | undefined> {
  const group = groupOf(object);
  const [, version] = String(object.apiVersion).split("/");
  const kind = String(object.kind);
  const path = `@kubernetes-models/${validators[group]}/${group}/${version}/${kind}`;
  const { [kind]: Model } = (await import(path)) as Record<string, new (data: JsonObject) => Validated>;
  if (Model === undefined) return `${path} has no ${kind}`;
  try {
    new Model(object).validate();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
