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
  const keepers = replicasOf(database, settings) > 1 ? keeperObjects(name, database, settings) : [];
  const server = objectPlan({
    apiVersion: "clickhouse.altinity.com/v1",
    kind,
    name,
    namespace,
    owner: name,
    waitFor: "status.status=Completed",
    timeoutSeconds,
    retain,
    requires: [operator, ...own.map((secret) => arrival(secret, settings)), ...keepers.map((keeper) => keeper.name)],
    body: { spec: installation(name, database, settings, own) },
  });
  return [...keepers, server, accessPolicy(name, database, settings, doors)];
}

/** The step after which the databases of a cluster can be used. */
export function clickhouseStep(name: string, { namespace }: ClickhouseSettings): string {
  return stepName(kind, name, namespace);
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
      ...(replicas > 1 ? { zookeeper: { nodes } } : {}),
      users: Object.fromEntries(Object.keys(databases).flatMap((owned) => user(owned, own))),
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
        podTemplate({ name: "server", database: name, container: "clickhouse", image, resources, annotations }),
      ],
      volumeClaimTemplates: [volumeTemplate(database, settings)],
    },
  };
}

/** A user that signs in from anywhere policies let it, and may do anything in its own database. */
function user(owned: string, secrets: readonly SecretPlan[]): readonly (readonly [string, JsonObject[string]])[] {
  const secret = secrets.find(({ key }) => key === credentialsName(owned));
  return [
    [`${owned}/password`, { valueFrom: { secretKeyRef: { name: secret?.name ?? "", key: "password" } } }],
    [`${owned}/networks/ip`, ["0.0.0.0/0", "::/0"]],
    [`${owned}/profile`, "default"],
    [`${owned}/quota`, "default"],
    [`${owned}/grants/query`, [`GRANT ALL ON ${owned}.*`]],
  ];
}
