import { type ObjectPlan, objectPlan, stepName } from "../objects.ts";
import { placesOf } from "../secret-places.ts";
import type { SecretKeyPlan, SecretPlan } from "../secrets.ts";
import { clusterSecretStore, externalSecret, storeName } from "./external-secret.ts";
import { type VaultStore, vaultPath } from "./vault-by-hand.ts";

/**
 * The store, and for each Secret: what makes its generated values inside the cluster and pushes those that Vault does not have,
 * and what brings it from Vault. No value passes through the program or its state; given ones are put into Vault by hand.
 */
export function vaultObjects(store: VaultStore, secrets: readonly SecretPlan[]): readonly ObjectPlan[] {
  const { server, mount, auth, refreshInterval } = store;
  const serviceAccountRef = { name: auth.serviceAccount, namespace: auth.namespace };
  const provider = {
    server,
    path: mount,
    version: "v2",
    auth: { kubernetes: { mountPath: auth.mountPath, role: auth.role, serviceAccountRef } },
  };
  const each = secrets.flatMap((secret) => {
    const generated = secret.keys.filter(({ source }) => source.from === "generated");
    const pushes = generated.flatMap((key, index) => pushed(store, secret, key, generated[index - 1]));
    const remote = (key: string) => remoteKey(store, secret, key);
    const made = pushes.filter(({ object }) => object.kind === "PushSecret").map(({ name }) => name);
    const external = placesOf([secret]).map((place) =>
      externalSecret({ secret: place, refreshInterval, remote, requires: made }),
    );
    return [...pushes, ...external];
  });
  return [clusterSecretStore({ vault: provider }, [], each), ...each];
}

/**
 * A generated value: the generator, and the object that pushes one value to Vault unless there is one. All values of a Secret lie
 * under one path, which a push reads and writes as a whole: each waits for the one before, or two would undo each other.
 */
function pushed(
  store: VaultStore,
  secret: SecretPlan,
  { key, source }: SecretKeyPlan,
  before: SecretKeyPlan | undefined,
): readonly ObjectPlan[] {
  if (source.from !== "generated") return [];
  const name = pushName(secret, key);
  const common = { name, namespace: secret.namespace, owner: secret.owner };
  const generator = objectPlan({
    ...common,
    apiVersion: "generators.external-secrets.io/v1alpha1",
    kind: "Password",
    requires: ["external-secrets"],
    body: {
      spec: {
        length: source.length,
        symbols: source.alphabet === "symbols" ? Math.floor(source.length / 4) : 0,
        allowRepeat: true,
        noUpper: false,
      },
    },
  });
  const { key: remoteKeyName, property } = remoteKey(store, secret, key);
  const push = objectPlan({
    ...common,
    apiVersion: "external-secrets.io/v1alpha1",
    kind: "PushSecret",
    waitFor: "Ready",
    replace: true,
    requires: [
      generator.name,
      `ClusterSecretStore/${storeName}`,
      ...(before === undefined ? [] : [stepName("PushSecret", pushName(secret, before.key), secret.namespace)]),
    ],
    body: {
      spec: {
        refreshInterval: store.refreshInterval,
        updatePolicy: "IfNotExists",
        secretStoreRefs: [{ kind: "ClusterSecretStore", name: storeName }],
        selector: { generatorRef: { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "Password", name } },
        data: [{ match: { secretKey: "password", remoteRef: { remoteKey: remoteKeyName, property } } }],
      },
    },
  });
  return [generator, push];
}

function pushName({ name }: SecretPlan, key: string): string {
  return `${name}-${key.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
}

/** Where a value lies in Vault: a rotation is another property, so that a new value is made beside the old. */
function remoteKey(store: VaultStore, { name, keys }: SecretPlan, key: string) {
  return { key: vaultPath(store, name), property: keys.find((candidate) => candidate.key === key)?.value ?? key };
}
