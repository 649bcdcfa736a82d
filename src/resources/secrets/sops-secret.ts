import * as pulumi from "@pulumi/pulumi";
import { kubernetesSecrets } from "./kubernetes.ts";
import type { KeptSecretArgs } from "./state-secret.ts";

/** Inputs of a `SopsSecret`. */
export interface SopsSecretArgs extends KeptSecretArgs {
  /** The values of the Secret by their names, as sops decrypted them. */
  readonly values: Readonly<Record<string, string>>;
}

/** A Secret whose values are kept encrypted in git and written to the cluster. */
export class SopsSecret extends pulumi.ComponentResource {
  constructor(name: string, { plan, values }: SopsSecretArgs, opts: pulumi.ComponentResourceOptions) {
    // The values stay out of what the engine is told of this component.
    super("platform:index:SopsSecret", name, { plan }, opts);
    const stored = Object.fromEntries(
      plan.keys.flatMap(({ key, value }) => {
        const text = values[value];
        return text === undefined ? [] : [[key, pulumi.secret(text)] as const];
      }),
    );
    const own = { parent: this, retainOnDelete: plan.retain };
    kubernetesSecrets(plan, stored, own);
    this.registerOutputs({});
  }
}
