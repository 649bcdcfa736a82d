import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import type * as pulumi from "@pulumi/pulumi";
import { ownerLabels } from "../../core/labels.ts";
import type { SecretPlan } from "../../plan/secrets.ts";

/** The Kubernetes Secret of a plan, with the given values. */
export function kubernetesSecret(
  name: string,
  { name: secret, namespace, owner, type }: SecretPlan,
  values: Readonly<Record<string, pulumi.Output<string>>>,
  opts: pulumi.CustomResourceOptions,
): Secret {
  const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.apply(base64)]));
  const metadata = { name: secret, namespace, labels: ownerLabels(owner) };
  return new Secret(name, { metadata, type, data }, opts);
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
