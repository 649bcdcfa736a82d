import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { ownerLabels } from "../core/labels.ts";
import type { SecretSource } from "../core/secret.ts";
import { fillTemplate } from "../core/template.ts";
import type { SecretKeyPlan, SecretPlan } from "../plan/secrets.ts";

/** Inputs of an `AppSecret`. */
export interface AppSecretArgs {
  readonly plan: SecretPlan;
}

/** Characters of a generated value, as the inputs of a RandomPassword. */
const alphabets = {
  alphanumeric: { special: false },
  hex: { lower: false, upper: false, numeric: true, special: true, overrideSpecial: "abcdef" },
  symbols: { special: true },
} as const;

/** One Secret: its generated values, kept in the encrypted state, and the Kubernetes Secret that holds them. */
export class AppSecret extends pulumi.ComponentResource {
  /** Name of the Kubernetes Secret. */
  readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: AppSecretArgs, opts: pulumi.ComponentResourceOptions) {
    super("platform:index:AppSecret", name, { ...args }, opts);
    const { plan } = args;
    const metadata = { name: plan.name, namespace: plan.namespace, labels: ownerLabels(plan.owner) };
    const data = mapValues(this.values(name, plan.keys), base64);
    const secret = new Secret(name, { metadata, type: "Opaque", data }, { parent: this });
    this.secretName = secret.metadata.name;
    this.registerOutputs({ secretName: this.secretName });
  }

  /** Every key's value: first those that stand alone, then those that are composed of them. */
  private values(name: string, keys: readonly SecretKeyPlan[]): Record<string, pulumi.Output<string>> {
    const alone = keys.flatMap(({ key, source }) =>
      source.from === "template" ? [] : [[key, this.value(`${name}-${key}`, source)] as const],
    );
    const known = pulumi.all(Object.fromEntries(alone));
    const composed = keys.flatMap(({ key, source }) =>
      source.from === "template" ? [[key, known.apply((values) => fillTemplate(source.text, values))] as const] : [],
    );
    return Object.fromEntries([...alone, ...composed]);
  }

  private value(name: string, source: Exclude<SecretSource, { from: "template" }>): pulumi.Output<string> {
    if (source.from === "config") return new pulumi.Config().requireSecret(source.key);
    const { length, alphabet, rotation } = source;
    const inputs = { length, ...alphabets[alphabet], keepers: { rotation: String(rotation) } };
    return new RandomPassword(name, inputs, { parent: this }).result;
  }
}

function base64(value: pulumi.Output<string>): pulumi.Output<string> {
  return value.apply((text) => Buffer.from(text, "utf8").toString("base64"));
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
