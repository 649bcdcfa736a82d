import { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion.js";
import * as pulumi from "@pulumi/pulumi";
import { type AwsStore, awsPath } from "../../plan/stores/aws.ts";
import type { KeptSecretArgs } from "./state-secret.ts";
import { storedValues } from "./values.ts";

/** Inputs of an `AwsSecret`. */
export interface AwsSecretArgs extends KeptSecretArgs {
  readonly store: AwsStore;
}

/** A secret in AWS Secrets Manager that holds every value which stands alone, as JSON; the cluster fetches it from there. */
export class AwsSecret extends pulumi.ComponentResource {
  constructor(name: string, args: AwsSecretArgs, opts: pulumi.ComponentResourceOptions) {
    super("platform:index:AwsSecret", name, { ...args }, opts);
    const { plan, store } = args;
    const own = { parent: this, retainOnDelete: plan.retain };
    const { kmsKeyId, recoveryWindowDays, tags } = store;
    const secret = new Secret(
      name,
      {
        name: awsPath(store, plan),
        recoveryWindowInDays: recoveryWindowDays,
        tags,
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      },
      own,
    );
    const values = storedValues(name, plan.keys, own);
    new SecretVersion(name, { secretId: secret.id, secretString: pulumi.jsonStringify(values) }, own);
    this.registerOutputs({});
  }
}
