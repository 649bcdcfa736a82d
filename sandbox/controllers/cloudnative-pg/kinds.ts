import type { CustomObject, Kind, Status } from "../custom-resources.ts";

const group = "postgresql.cnpg.io";

/** The kinds of CloudNativePG that the stand-in serves, and the plugin's. */
export const KINDS = {
  Cluster: { group, version: "v1", plural: "clusters", kind: "Cluster" },
  DatabaseRole: { group, version: "v1", plural: "databaseroles", kind: "DatabaseRole" },
  Database: { group, version: "v1", plural: "databases", kind: "Database" },
  ObjectStore: { group: "barmancloud.cnpg.io", version: "v1", plural: "objectstores", kind: "ObjectStore" },
} as const satisfies Record<string, Kind>;

interface Plugin {
  name: string;
  parameters?: { barmanObjectName?: string };
}

/** What a stack says about a cluster, as far as the stand-in reads it. */
export interface ClusterSpec {
  instances: number;
  plugins?: Plugin[];
  externalClusters?: { name: string; plugin?: Plugin }[];
}

/** What CloudNativePG tells about a cluster. */
export interface ClusterStatus extends Status {
  phase?: string;
  instances?: number;
  readyInstances?: number;
}

/** What a stack says about a role or a database, as far as the stand-in reads it. */
export interface OwnedSpec {
  cluster: { name: string };
  name: string;
  /** Of a role. */
  passwordSecret?: { name: string };
  /** Of a database. */
  owner?: string;
}

/** What CloudNativePG tells about a role or a database. */
export interface OwnedStatus extends Status {
  applied?: boolean;
  message?: string;
  observedGeneration?: number;
  secretResourceVersion?: string;
}

/** A DatabaseRole or a Database. */
export type Owned = CustomObject<OwnedSpec, OwnedStatus>;
