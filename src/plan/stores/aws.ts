import type { SecretStoreSettings } from "../../config/secret-store.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ObjectPlan } from "../objects.ts";
import { placesOf } from "../secret-places.ts";
import type { SecretPlan } from "../secrets.ts";
import { clusterSecretStore, externalSecret } from "./external-secret.ts";

/** Settings of AWS Secrets Manager as the store. */
export type AwsStore = Extract<SecretStoreSettings, { backend: "aws-secrets-manager" }>;

/** Name of the Secret that holds the keys with which the cluster signs in to AWS. */
const credentialsName = "store-credentials";

/** Path of a secret in AWS Secrets Manager. */
export function awsPath({ prefix }: AwsStore, { name }: SecretPlan): string {
  return `${prefix}/${name}`;
}

/** The store, and for each Secret the object that brings it into the cluster. */
export function awsObjects(store: AwsStore, secrets: readonly SecretPlan[]): readonly ObjectPlan[] {
  const { auth, region, refreshInterval } = store;
  const credentials = auth.kind === "static" ? [`Secret/external-secrets/${credentialsName}`] : [];
  const external = placesOf(secrets).map(({ source, ...secret }) =>
    externalSecret({
      secret,
      refreshInterval,
      remote: (key) => ({ key: awsPath(store, source), property: key }),
      requires: [`Secret/${source.namespace}/${source.name}`],
    }),
  );
  const provider = { aws: { service: "SecretsManager", region, ...signIn(auth) } };
  return [clusterSecretStore(provider, credentials, external), ...external];
}

function signIn(auth: AwsStore["auth"]): JsonObject {
  if (auth.kind === "irsa") {
    return { auth: { jwt: { serviceAccountRef: { name: auth.serviceAccount, namespace: auth.namespace } } } };
  }
  if (auth.kind === "node-role") return auth.role === undefined ? {} : { role: auth.role };
  const reference = (key: string) => ({ name: credentialsName, namespace: "external-secrets", key });
  return {
    auth: {
      secretRef: {
        accessKeyIDSecretRef: reference("access-key-id"),
        secretAccessKeySecretRef: reference("secret-access-key"),
      },
    },
  };
}
