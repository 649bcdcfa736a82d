import { postgresqlImages } from "../../catalog/postgresql-images.ts";
import { clusterOf } from "../../config/database-secrets.ts";
import type { PostgresqlSettings } from "../../config/databases.ts";
import type { Environment } from "../../config/environment-schema.ts";
import type { JsonObject } from "../../core/json.ts";
import { podLabels } from "./access.ts";
import { archiver } from "./backups.ts";

/** The specification of a PostgreSQL cluster. */
export function clusterBody(
  name: string,
  database: PostgresqlSettings,
  { storageClass, tier }: Pick<Environment, "storageClass" | "tier">,
): JsonObject {
  const { version, image = postgresqlImages[version], storage, resources, parameters, backup } = database;
  const instances = instancesOf(database, tier);
  return {
    instances,
    imageName: image,
    // Nobody signs in as superuser; the operator works inside the pods.
    enableSuperuserAccess: false,
    // The budget of a single instance would keep its node from being drained.
    enablePDB: instances > 1,
    primaryUpdateStrategy: "unsupervised",
    // Policies find the pods by what does not change when the data is restored into another cluster.
    inheritedMetadata: { labels: { ...podLabels(name) } },
    storage: { size: storage, ...(storageClass === "" ? {} : { storageClass }) },
    resources,
    affinity: {
      enablePodAntiAffinity: true,
      topologyKey: "kubernetes.io/hostname",
      podAntiAffinityType: tier === "prod" ? "required" : "preferred",
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "cnpg.io/cluster": clusterOf(name, database) } },
      },
    ],
    postgresql: {
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      // A role reaches the database of its own name, encrypted, and no other.
      pg_hba: ["hostssl sameuser all all scram-sha-256", "host all all all reject"],
    },
    bootstrap: bootstrap(database),
    ...recoverySource(name, database),
    ...(backup === undefined ? {} : { plugins: [{ ...archiver(name), isWALArchiver: true }] }),
    ...serviceAccount(database),
  };
}

/** How many instances a cluster has. */
export function instancesOf({ instances }: PostgresqlSettings, tier: Environment["tier"]): number {
  return instances ?? (tier === "prod" ? 3 : 1);
}

function bootstrap({ restore }: PostgresqlSettings): JsonObject {
  if (restore === undefined) return { initdb: { dataChecksums: true } };
  const { targetTime } = restore;
  return { recovery: { source: "origin", ...(targetTime === undefined ? {} : { recoveryTarget: { targetTime } }) } };
}

/** The backups that a new cluster is filled from: those of another one, in the same object store. */
function recoverySource(name: string, { restore }: PostgresqlSettings): JsonObject {
  if (restore === undefined) return {};
  const { name: plugin, parameters } = archiver(name);
  return {
    externalClusters: [
      { name: "origin", plugin: { name: plugin, parameters: { ...parameters, serverName: restore.from } } },
    ],
  };
}

function serviceAccount({ backup }: PostgresqlSettings): JsonObject {
  const auth = backup?.objectStore.auth;
  if (auth?.kind !== "irsa") return {};
  return { serviceAccountTemplate: { metadata: { annotations: { "eks.amazonaws.com/role-arn": auth.role } } } };
}
