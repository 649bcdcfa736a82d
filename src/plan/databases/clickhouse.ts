import { clickhouseImages } from "../../catalog/clickhouse-images.ts";
import { credentialsName, isKept } from "../../config/database-secrets.ts";
import type { ClickhouseSettings } from "../../config/databases.ts";
import type { Settings } from "../../config/settings.ts";
import { fingerprint } from "../../core/digest.ts";
import type { JsonObject } from "../../core/json.ts";
import { type ObjectPlan, objectPlan, stepName, versionAnnotation } from "../objects.ts";
import { placesOf } from "../secret-places.ts";
import type { SecretPlan } from "../secrets.ts";
import { arrival } from "../stores/store.ts";
import { accessPolicy } from "./access.ts";
import { account } from "./account.ts";
import {
  backupAccount,
  backupObjects,
  backupServiceAccount,
  backupServiceAccountSteps,
  backupSettings,
} from "./clickhouse-backups.ts";
import { keeperObjects, keeperService } from "./keepers.ts";
import { podTemplate, volumeTemplate } from "./pod-template.ts";

const kind = "ClickHouseInstallation";

/** Component that runs ClickHouse. */
const operator = "clickhouse";

/** Clients over HTTP and natively; between replicas; metrics are asked for by the operator, over HTTP. */
const doors = { operator, clients: [8123, 9000], own: [9009], metrics: 8123 };

/**
 * A ClickHouse cluster with a user for each database, after the passwords have arrived, and keepers where there are replicas. A new
 * password restarts its pods one by one: a server reads it when it starts.
 */
export function clickhouseObjects(
  name: string,
  database: ClickhouseSettings,
  settings: Settings,
  secrets: readonly SecretPlan[],
): readonly ObjectPlan[] {
  const { namespace, timeoutSeconds } = database;
  const retain = isKept(database, settings.environment);
  const own = placesOf(secrets).filter(({ owner }) => owner === name);
  const keepers = needsKeepers(database, settings) ? keeperObjects(name, database, settings) : [];
  const backups = backupObjects(name, database, {
    own,
    arrivals: own.map((secret) => arrival(secret, settings)),
    server: clickhouseStep(name, database),
    together: needsKeepers(database, settings),
    retain,
  });
  const server = objectPlan({
    apiVersion: "clickhouse.altinity.com/v1",
    kind,
    name,
    namespace,
    owner: name,
    waitFor: "status.status=Completed",
    timeoutSeconds,
    retain,
    requires: [
      operator,
      ...own.map((secret) => arrival(secret, settings)),
      ...keepers.map((keeper) => keeper.name),
      ...backupServiceAccountSteps(name, database),
    ],
    body: { spec: installation(name, database, settings, own) },
  });
  return [...keepers, server, accessPolicy(name, database, settings, doors), ...backups];
}

/** The step after which the databases of a cluster can be used. */
export function clickhouseStep(name: string, { namespace }: ClickhouseSettings): string {
  return stepName(kind, name, namespace);
}

/** Whether servers have to agree, through keepers: replicas always, shards where they are backed up at one moment. */
function needsKeepers(database: ClickhouseSettings, settings: Settings): boolean {
  return replicasOf(database, settings) > 1 || (database.shards > 1 && database.backup !== undefined);
}

function replicasOf({ replicas }: ClickhouseSettings, { environment }: Settings): number {
  return replicas ?? (environment.tier === "prod" ? 2 : 1);
}

function installation(
  name: string,
  database: ClickhouseSettings,
  settings: Settings,
  own: readonly SecretPlan[],
): JsonObject {
  const { version, image = clickhouseImages[version].server, shards, databases, resources } = database;
  const replicas = replicasOf(database, settings);
  const annotations = { [versionAnnotation]: fingerprint({ versions: own.map((secret) => secret.version) }) };
  const nodes = [{ host: keeperService(name), port: 2181 }];
  return {
    configuration: {
      ...(needsKeepers(database, settings) ? { zookeeper: { nodes } } : {}),
      ...backupSettings(name, database, own),
      users: {
        ...Object.fromEntries(Object.keys(databases).flatMap((owned) => Object.entries(user(owned, own)))),
        ...backupAccount(database, own),
      },
      clusters: [
        {
          name: "main",
          layout: { shardsCount: shards, replicasCount: replicas },
          pdbManaged: "yes",
          pdbMaxUnavailable: 1,
        },
      ],
    },
    defaults: { templates: { podTemplate: "server", dataVolumeClaimTemplate: "data" } },
    templates: {
      podTemplates: [
        podTemplate({
          name: "server",
          database: name,
          container: "clickhouse",
          image,
          resources,
          annotations,
          serviceAccount: backupServiceAccount(name, database),
        }),
      ],
      volumeClaimTemplates: [volumeTemplate(database, settings)],
    },
  };
}

/** The user of a database, who may do anything in it. */
function user(owned: string, secrets: readonly SecretPlan[]): Readonly<Record<string, JsonObject[string]>> {
  return account(owned, credentialsName(owned), secrets, [`GRANT ALL ON ${owned}.*`]);
}
