import { resources } from "../../catalog/resources.ts";
import type { BackupSettings } from "../../config/backup.ts";
import { backupSecret, clusterOf } from "../../config/database-secrets.ts";
import type { PostgresqlSettings } from "../../config/databases.ts";
import type { JsonObject } from "../../core/json.ts";
import { secretName } from "../../core/secret.ts";
import { type ObjectPlan, objectPlan, stepName } from "../objects.ts";

/** Component that keeps backups. */
export const pluginComponent = "plugin-barman-cloud";

/** The plugin as clusters and backups name it, with the object store of a database. */
export function archiver(name: string) {
  return { name: "barman-cloud.cloudnative-pg.io", parameters: { barmanObjectName: name } };
}

/** Where a cluster's backups are kept, for how long, and when they are made. */
export function backupObjects(
  name: string,
  database: PostgresqlSettings,
  { retain, arrivals }: { readonly retain: boolean; readonly arrivals: readonly string[] },
): readonly ObjectPlan[] {
  const { backup, namespace } = database;
  if (backup === undefined) return [];
  const cluster = clusterOf(name, database);
  // Both stay with a cluster that stays: without its object store, logs that cannot be archived fill the volumes.
  const common = { namespace, owner: name, retain };
  const store = objectPlan({
    ...common,
    apiVersion: "barmancloud.cnpg.io/v1",
    kind: "ObjectStore",
    name,
    requires: [pluginComponent, ...arrivals],
    body: { spec: objectStore(name, backup) },
  });
  const schedule = objectPlan({
    ...common,
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "ScheduledBackup",
    name: cluster,
    requires: [store.name, stepName("Cluster", cluster, namespace)],
    body: {
      spec: {
        cluster: { name: cluster },
        // The operator's schedules begin with seconds.
        schedule: `0 ${backup.schedule}`,
        immediate: true,
        backupOwnerReference: "self",
        method: "plugin",
        pluginConfiguration: { name: archiver(name).name },
      },
    },
  });
  return [store, schedule];
}

function objectStore(name: string, { objectStore: store, retention }: BackupSettings): JsonObject {
  const { bucket, path, region, endpoint } = store;
  return {
    retentionPolicy: retention,
    configuration: {
      destinationPath: `s3://${bucket}/${path}`,
      ...(endpoint === undefined ? {} : { endpointURL: endpoint }),
      s3Credentials: credentials(name, store.auth),
      wal: { compression: "gzip" },
      data: { compression: "gzip" },
    },
    instanceSidecarConfiguration: {
      env: [{ name: "AWS_DEFAULT_REGION", value: region }],
      resources: resources({ cpu: "50m", memory: "128Mi" }, { cpu: "1000m", memory: "512Mi" }),
    },
  };
}

function credentials(name: string, auth: BackupSettings["objectStore"]["auth"]): JsonObject {
  if (auth.kind !== "static") return { inheritFromIAMRole: true };
  const reference = (key: string) => ({ name: secretName(name, backupSecret), key });
  return { accessKeyId: reference("access-key-id"), secretAccessKey: reference("secret-access-key") };
}
