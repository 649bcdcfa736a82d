import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import type * as pulumi from "@pulumi/pulumi";
import { ownerLabels } from "../../core/labels.ts";
import { placesOf } from "../../plan/secret-places.ts";
import type { SecretPlan } from "../../plan/secrets.ts";
import { composedValues, type Values } from "./values.ts";

/** The Kubernetes Secret of a plan, and each copy of it, made of the values that stand alone. */
export function kubernetesSecrets(plan: SecretPlan, stored: Values, opts: pulumi.CustomResourceOptions): void {
  for (const { name, namespace, owner, type, labels, keys } of placesOf([plan])) {
    const own = keys.flatMap(({ key }) => (stored[key] === undefined ? [] : [[key, stored[key]] as const]));
    const values = { ...Object.fromEntries(own), ...composedValues(keys, stored) };
    const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.apply(base64)]));
    const metadata = { name, namespace, labels: { ...ownerLabels(owner), ...labels } };
    new Secret(`${namespace}/${name}`, { metadata, type, data }, opts);
  }
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
