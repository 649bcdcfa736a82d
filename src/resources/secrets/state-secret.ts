import * as pulumi from "@pulumi/pulumi";
import type { SecretPlan } from "../../plan/secrets.ts";
import { kubernetesSecrets } from "./kubernetes.ts";
import { storedValues } from "./values.ts";

/** Inputs of a Secret's component, whatever keeps its values. */
export interface KeptSecretArgs {
  readonly plan: SecretPlan;
}

/** A Secret whose values are kept in the encrypted state and written to the cluster. */
export class StateSecret extends pulumi.ComponentResource {
  constructor(name: string, args: KeptSecretArgs, opts: pulumi.ComponentResourceOptions) {
    super("platform:index:StateSecret", name, { ...args }, opts);
    const { plan } = args;
    const own = { parent: this, retainOnDelete: plan.retain };
    kubernetesSecrets(plan, storedValues(name, plan.keys, own), own);
    this.registerOutputs({});
  }
}
