import type { CustomObject, Kind, Status } from "../custom-resources.ts";

const group = "external-secrets.io";

/** The kinds of External Secrets that the stand-in serves. */
export const KINDS = {
  ClusterSecretStore: { group, version: "v1", plural: "clustersecretstores", kind: "ClusterSecretStore" },
  SecretStore: { group, version: "v1", plural: "secretstores", kind: "SecretStore" },
  ExternalSecret: { group, version: "v1", plural: "externalsecrets", kind: "ExternalSecret" },
  PushSecret: { group, version: "v1alpha1", plural: "pushsecrets", kind: "PushSecret" },
  Password: { group: `generators.${group}`, version: "v1alpha1", plural: "passwords", kind: "Password" },
} as const satisfies Record<string, Kind>;

/** A key of a Secret. The namespace counts for stores of the cluster only. */
export interface SecretKey {
  name: string;
  key?: string;
  namespace?: string;
}

/** A ServiceAccount. The namespace counts for stores of the cluster only. */
export interface AccountReference {
  name: string;
  namespace?: string;
  audiences?: string[];
}

/** AWS as a store. */
export interface AwsStore {
  service: string;
  region: string;
  prefix?: string;
  auth?: {
    secretRef?: { accessKeyIDSecretRef?: SecretKey; secretAccessKeySecretRef?: SecretKey };
    jwt?: { serviceAccountRef?: AccountReference };
  };
}

/** Vault as a store. */
export interface VaultStore {
  server: string;
  path?: string;
  version?: "v1" | "v2";
  auth?: {
    tokenSecretRef?: SecretKey;
    kubernetes?: { mountPath?: string; role: string; serviceAccountRef?: AccountReference };
  };
}

/** Values written into the store itself. */
export interface FakeStore {
  data: { key: string; value?: string; version?: string }[];
}

/** What a stack says about a store, as far as the stand-in reads it. */
export interface StoreSpec {
  provider: { aws?: AwsStore; vault?: VaultStore; fake?: FakeStore };
  conditions?: { namespaces?: string[] }[];
}

/** What External Secrets tells about a store. */
export interface StoreStatus extends Status {
  capabilities?: "ReadOnly" | "WriteOnly" | "ReadWrite";
}

/** A SecretStore or ClusterSecretStore. */
export type Store = CustomObject<StoreSpec, StoreStatus>;

/** Names a store from an object that uses it. */
export interface StoreReference {
  name: string;
  kind?: "SecretStore" | "ClusterSecretStore";
}

/** A value in a store. */
export interface RemoteReference {
  key: string;
  property?: string;
  version?: string;
  decodingStrategy?: "None" | "Base64" | "Base64URL" | "Auto";
}

/** Names an object that makes values up. */
export interface GeneratorReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

/** How the Secret is made of the values. */
export interface Template {
  type?: string;
  engineVersion?: string;
  mergePolicy?: "Replace" | "Merge";
  data?: Record<string, string>;
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  templateFrom?: unknown[];
}

/** What a stack says about an ExternalSecret, as far as the stand-in reads it. */
export interface ExternalSecretSpec {
  refreshInterval?: string;
  refreshPolicy?: "CreatedOnce" | "Periodic" | "OnChange";
  secretStoreRef?: StoreReference;
  target?: {
    name?: string;
    creationPolicy?: "Owner" | "Orphan" | "Merge" | "None" | "CreateOrMerge";
    deletionPolicy?: "Delete" | "Merge" | "Retain";
    immutable?: boolean;
    template?: Template;
  };
  data?: { secretKey: string; remoteRef: RemoteReference; sourceRef?: { storeRef?: StoreReference } }[];
  dataFrom?: {
    extract?: RemoteReference;
    find?: unknown;
    rewrite?: { regexp?: { source: string; target: string } }[];
    sourceRef?: { storeRef?: StoreReference; generatorRef?: GeneratorReference };
  }[];
}

/** What External Secrets tells about an ExternalSecret. */
export interface ExternalSecretStatus extends Status {
  refreshTime?: string;
  syncedResourceVersion?: string;
  binding?: { name: string };
}

/** An ExternalSecret. */
export type ExternalSecret = CustomObject<ExternalSecretSpec, ExternalSecretStatus>;

/** A value that goes from a Secret to a store. Without a key the whole Secret goes, as JSON. */
export interface PushMatch {
  match: { secretKey?: string; remoteRef: { remoteKey: string; property?: string } };
  metadata?: { spec?: { secretPushFormat?: "string" | "binary" } };
}

/** What a stack says about a PushSecret, as far as the stand-in reads it. */
export interface PushSecretSpec {
  refreshInterval?: string;
  secretStoreRefs: StoreReference[];
  selector: { secret?: { name?: string }; generatorRef?: GeneratorReference };
  data?: PushMatch[];
  updatePolicy?: "Replace" | "IfNotExists";
}

/** What External Secrets tells about a PushSecret. */
export interface PushSecretStatus extends Status {
  refreshTime?: string;
  syncedResourceVersion?: string;
  syncedPushSecrets?: Record<string, Record<string, PushMatch>>;
}

/** A PushSecret. */
export type PushSecret = CustomObject<PushSecretSpec, PushSecretStatus>;
