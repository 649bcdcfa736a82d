import type { JsonObject } from "../../core/json.ts";
import { fillTemplate, placeholders } from "../../core/template.ts";
import { type ObjectPlan, objectPlan, versionAnnotation } from "../objects.ts";
import { keysFrom } from "../secret-places.ts";
import type { SecretPlan } from "../secrets.ts";

/** Name of the ClusterSecretStore that the cluster reads the environment's secrets through. */
export const storeName = "environment";

/** The store, for the namespaces of the objects that use it alone: elsewhere nobody reads what its identity may read. */
export function clusterSecretStore(
  provider: JsonObject,
  requires: readonly string[],
  users: readonly ObjectPlan[],
): ObjectPlan {
  const namespaces = [...new Set(users.map(({ namespace }) => namespace))].sort();
  return objectPlan({
    apiVersion: "external-secrets.io/v1",
    kind: "ClusterSecretStore",
    name: storeName,
    owner: "external-secrets",
    waitFor: "Ready",
    requires: ["external-secrets", ...requires],
    body: { spec: { conditions: [{ namespaces }], provider } },
  });
}

/** Where in a store the value under one key lies. */
export interface RemoteKey {
  readonly key: string;
  readonly property: string;
}

/** What the ExternalSecret of a Secret is made from. */
export interface ExternalSecretParts {
  readonly secret: SecretPlan;
  readonly refreshInterval: string;
  readonly remote: (key: string) => RemoteKey;
  /** What has to be there before it, beside the store. */
  readonly requires: readonly string[];
}

/** The object that brings a Secret from the store into the cluster; composed values are put together there, and stored nowhere else. */
export function externalSecret({ secret, refreshInterval, remote, requires }: ExternalSecretParts): ObjectPlan {
  return objectPlan({
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    name: secret.name,
    namespace: secret.namespace,
    owner: secret.owner,
    waitFor: "Ready",
    replace: true,
    requires: [`ClusterSecretStore/${storeName}`, ...requires],
    body: {
      spec: {
        refreshInterval,
        secretStoreRef: { kind: "ClusterSecretStore", name: storeName },
        // The Secret outlives the object: made anew after a rotation, it would take the Secret from its readers for a moment.
        target: { name: secret.name, creationPolicy: "Orphan", deletionPolicy: "Retain", template: target(secret) },
        data: keysFrom(secret).map((key) => ({ secretKey: key, remoteRef: { ...remote(key) } })),
      },
    },
  });
}

/** What the Secret in the cluster is made of: each key from the store as it is, each composed one from those. */
function target({ keys, version, type, labels }: SecretPlan): JsonObject {
  const data = keys.map(({ key, source }) => {
    if (source.from !== "template") return [key, lookUp(key)];
    const references = placeholders(source.text).map((name) => [name, lookUp(name)]);
    return [key, fillTemplate(source.text, Object.fromEntries(references))];
  });
  return {
    engineVersion: "v2",
    type,
    data: Object.fromEntries(data),
    // A rotation changes the object, and the controller fetches at once instead of after its interval.
    metadata: { ...(labels === undefined ? {} : { labels }), annotations: { [versionAnnotation]: version } },
  };
}

/** A value in the controller's template; by `index`, since a key with a dash or a dot in it is no name of a variable. */
function lookUp(key: string): string {
  return `{{ index . "${key}" }}`;
}
