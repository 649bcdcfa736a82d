import type { Environment } from "./environment-schema.ts";
import type { Owner } from "./owners.ts";

/** Name under which the store of secrets owns what it is signed in to with; it lies in the state, since the store cannot hold its own key. */
export const storeOwner = "store";

/** The static keys with which the cluster signs in to its store, if it has any. */
export function storeSecrets({ secrets }: Environment): readonly Owner[] {
  if (secrets.backend !== "aws-secrets-manager" || secrets.auth.kind !== "static") return [];
  const { accessKeyIdFrom, secretAccessKeyFrom } = secrets.auth;
  return [
    {
      name: storeOwner,
      namespace: "external-secrets",
      podSecurity: "restricted",
      secrets: {
        credentials: {
          keys: {
            "access-key-id": { from: "config", key: accessKeyIdFrom, rotation: 1 },
            "secret-access-key": { from: "config", key: secretAccessKeyFrom, rotation: 1 },
          },
          consumers: ["external-secrets"],
        },
      },
      path: ["environment", "secrets", "auth"],
    },
  ];
}
