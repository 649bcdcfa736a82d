import type { SecretType } from "../core/secret.ts";
import type { ClickhouseSettings, DatabaseSettings } from "./databases.ts";
import type { Environment } from "./environment-schema.ts";
import type { OwnedSecret, Owner } from "./owners.ts";

/** What a database calls the secret that its backups are kept with. */
export const backupSecret = "backup";

/** The user of ClickHouse that makes backups and restores them, and what the database calls the secret with its password. */
export const backupUser = "platform-backup";

/** The databases of an environment as owners of secrets: credentials of roles, with a copy for the app of each, and of backups. */
export function databaseOwners(environment: Environment): readonly Owner[] {
  return Object.entries(environment.databases).map(([name, database]) => ({
    name,
    namespace: database.namespace,
    podSecurity: "restricted",
    secrets: { ...roleSecrets(name, database, environment), ...backupSecrets(name, database, environment) },
    retain: isKept(database, environment),
    path: ["environment", "databases", name],
  }));
}

/** Whether a database stays when it is taken out of the stack file, or the stack is destroyed. */
export function isKept({ keep }: DatabaseSettings, { tier }: Pick<Environment, "tier">): boolean {
  return keep ?? tier !== "dev";
}

/** Name of the operator's object that a database is, and part of the address of its servers. */
export function clusterOf(name: string, settings: DatabaseSettings): string {
  return settings.kind === "postgresql" ? (settings.cluster ?? name) : name;
}

/** What a database's owner, and the app, call the secret with its credentials: a name that Kubernetes allows. */
export function credentialsName(database: string): string {
  return database.replaceAll("_", "-");
}

/** Credentials of one database, as its server and its app read them. */
interface Credentials {
  readonly type: SecretType;
  readonly labels: Readonly<Record<string, string>>;
  /** Keys of the app's copy. */
  readonly keys: Readonly<Record<string, string>>;
}

function credentialsOf(name: string, settings: DatabaseSettings, database: string): Credentials {
  const login = { database, username: database, password: "{{ password }}" };
  if (settings.kind === "clickhouse") {
    const host = `clickhouse-${name}.${settings.namespace}`;
    const url = `clickhouse://${database}:{{ password }}@${host}:9000/${database}`;
    return { type: "Opaque", labels: {}, keys: { CLICKHOUSE_URL: url, host, port: "9000", ...login } };
  }
  const host = `${clusterOf(name, settings)}-rw.${settings.namespace}`;
  const url = `postgresql://${database}:{{ password }}@${host}:5432/${database}?sslmode=require`;
  return {
    type: "kubernetes.io/basic-auth",
    // The operator looks at what has this label as soon as it changes.
    labels: { "cnpg.io/reload": "true" },
    keys: { DATABASE_URL: url, host, port: "5432", ...login },
  };
}

function roleSecrets(
  name: string,
  settings: DatabaseSettings,
  environment: Environment,
): Readonly<Record<string, OwnedSecret>> {
  const secrets = Object.entries(settings.databases).map(([database, { app, rotation }]): [string, OwnedSecret] => {
    const namespace = environment.apps[app]?.namespace;
    const secret = credentialsName(database);
    const { keys, type, labels } = credentialsOf(name, settings, database);
    return [
      secret,
      {
        keys: {
          username: { from: "template", text: database },
          password: { from: "generated", length: 32, alphabet: "alphanumeric", rotation },
        },
        // The operator reads it, and sees to the server itself.
        consumers: [],
        rotation: ["databases", name, "databases", database, "rotation"],
        type,
        ...(Object.keys(labels).length === 0 ? {} : { labels }),
        retain: isKept(settings, environment),
        copies: namespace === undefined ? [] : [{ owner: app, secret, namespace, keys }],
      },
    ];
  });
  return Object.fromEntries(secrets);
}

function backupSecrets(
  name: string,
  database: DatabaseSettings,
  environment: Environment,
): Readonly<Record<string, OwnedSecret>> {
  const auth = database.backup?.objectStore.auth;
  const retain = isKept(database, environment);
  const keys: OwnedSecret["keys"] | undefined =
    auth?.kind === "static"
      ? {
          "access-key-id": { from: "config", key: auth.accessKeyIdFrom, rotation: 1 },
          "secret-access-key": { from: "config", key: auth.secretAccessKeyFrom, rotation: 1 },
        }
      : undefined;
  return {
    ...(keys === undefined ? {} : { [backupSecret]: { keys, consumers: ["backup"], retain } }),
    ...(database.kind === "clickhouse" ? backupLogin(name, database, retain) : {}),
  };
}

/** Credentials of the user that makes backups: a server reads them when it starts, a Job when it begins. */
function backupLogin(
  name: string,
  { backup }: ClickhouseSettings,
  retain: boolean,
): Readonly<Record<string, OwnedSecret>> {
  if (backup === undefined) return {};
  return {
    [backupUser]: {
      keys: {
        username: { from: "template", text: backupUser },
        password: { from: "generated", length: 32, alphabet: "alphanumeric", rotation: backup.rotation },
      },
      consumers: [],
      rotation: ["databases", name, "backup", "rotation"],
      retain,
    },
  };
}
