import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { ownerLabels } from "../core/labels.ts";
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

/** One Secret of an app: its generated values, kept in the encrypted state, and the Kubernetes Secret that holds them. */
export class AppSecret extends pulumi.ComponentResource {
  /** Name of the Kubernetes Secret. */
  readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: AppSecretArgs, opts: pulumi.ComponentResourceOptions) {
    super("platform:index:AppSecret", name, { ...args }, opts);
    const { plan } = args;
    const data = Object.fromEntries(plan.keys.map((key) => [key.key, this.encoded(name, key)]));
    const secret = new Secret(
      name,
      { metadata: { name: plan.name, namespace: plan.namespace, labels: ownerLabels(plan.app) }, type: "Opaque", data },
      { parent: this },
    );
    this.secretName = secret.metadata.name;
    this.registerOutputs({ secretName: this.secretName });
  }

  private encoded(name: string, { key, source }: SecretKeyPlan): pulumi.Output<string> {
    const value =
      source.from === "config"
        ? new pulumi.Config().requireSecret(source.key)
        : new RandomPassword(
            `${name}-${key}`,
            { length: source.length, ...alphabets[source.alphabet], keepers: { rotation: String(source.rotation) } },
            { parent: this },
          ).result;
    return value.apply((text) => Buffer.from(text, "utf8").toString("base64"));
  }
}
