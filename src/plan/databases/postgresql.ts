import { backupSecret, clusterOf, credentialsName, isKept } from "../../config/database-secrets.ts";
import type { PostgresqlSettings } from "../../config/databases.ts";
import type { Settings } from "../../config/settings.ts";
import { type ObjectPlan, objectPlan, stepName, versionAnnotation } from "../objects.ts";
import { placesOf, type SecretPlace } from "../secret-places.ts";
import type { SecretPlan } from "../secrets.ts";
import { arrival } from "../stores/store.ts";
import { accessPolicy } from "./access.ts";
import { backupObjects, pluginComponent } from "./backups.ts";
import { clusterBody } from "./cluster.ts";
import { podMonitor } from "./monitor.ts";

const apiVersion = "postgresql.cnpg.io/v1";

/** Component that runs PostgreSQL. */
const operator = "cloudnative-pg";

/** Clients and replicas, the operator's questions, metrics. */
const doors = { operator, clients: [5432], own: [8000], metrics: 9187 };

/**
 * A PostgreSQL cluster, then its roles, each after its password has arrived, then its databases, each after its owner. Roles and
 * databases are made anew when they change, so that what follows waits for the new content; both stay in the server meanwhile.
 */
export function postgresqlObjects(
  name: string,
  database: PostgresqlSettings,
  settings: Settings,
  secrets: readonly SecretPlan[],
): readonly ObjectPlan[] {
  const own = placesOf(secrets).filter(({ owner }) => owner === name);
  const arrivals = own.filter(({ key }) => key === backupSecret).map((secret) => arrival(secret, settings));
  const cluster = clusterOf(name, database);
  const { namespace, backup, timeoutSeconds } = database;
  const retain = isKept(database, settings.environment);
  const backups = backupObjects(name, database, { retain, arrivals });
  const server = objectPlan({
    apiVersion,
    kind: "Cluster",
    name: cluster,
    namespace,
    owner: name,
    waitFor: "Ready",
    timeoutSeconds,
    retain,
    requires: [operator, ...(backup === undefined ? [] : [pluginComponent, stepName("ObjectStore", name, namespace)])],
    body: { spec: clusterBody(name, database, settings.environment) },
  });
  const roles = Object.entries(database.databases).flatMap(([owned, { extensions }]) => {
    const secret = own.find(({ key }) => key === credentialsName(owned));
    return secret === undefined ? [] : roleAndDatabase({ name, database, settings, secret, owned, extensions });
  });
  return [
    ...backups,
    server,
    accessPolicy(name, database, settings, doors),
    ...podMonitor(name, database, settings),
    ...roles,
  ];
}

/** The step after which a database of a cluster can be used. */
export function databaseStep(name: string, database: PostgresqlSettings, credentials: string): string {
  return stepName("Database", `${clusterOf(name, database)}-${credentials}`, database.namespace);
}

/** What a database of a cluster, and the role that owns it, are made from. */
interface OwnedDatabase {
  readonly name: string;
  readonly database: PostgresqlSettings;
  readonly settings: Settings;
  readonly secret: SecretPlace;
  readonly owned: string;
  readonly extensions: readonly string[];
}

function roleAndDatabase(parts: OwnedDatabase): readonly ObjectPlan[] {
  const { database, secret, owned, extensions } = parts;
  const cluster = { name: clusterOf(parts.name, database) };
  const common = {
    apiVersion,
    name: `${cluster.name}-${secret.key}`,
    namespace: database.namespace,
    owner: parts.name,
    waitFor: "status.applied=true",
    replace: true,
  };
  const role = objectPlan({
    ...common,
    kind: "DatabaseRole",
    annotations: { [versionAnnotation]: secret.version },
    requires: [stepName("Cluster", cluster.name, database.namespace), arrival(secret, parts.settings)],
    body: {
      spec: {
        cluster,
        name: owned,
        login: true,
        passwordSecret: { name: secret.name },
        databaseRoleReclaimPolicy: "retain",
      },
    },
  });
  const held = extensions.map((extension) => ({ name: extension, ensure: "present" }));
  const body = {
    spec: {
      cluster,
      name: owned,
      owner: owned,
      databaseReclaimPolicy: "retain",
      ...(held.length === 0 ? {} : { extensions: held }),
    },
  };
  return [role, objectPlan({ ...common, kind: "Database", requires: [role.name], body })];
}
