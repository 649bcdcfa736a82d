import { clickhouseImages, objectStoreImage } from "../../catalog/clickhouse-images.ts";
import { writingContainer } from "../../catalog/pod-security.ts";
import { resources } from "../../catalog/resources.ts";
import type { BackupSettings } from "../../config/backup.ts";
import { backupSecret, backupUser } from "../../config/database-secrets.ts";
import type { ClickhouseSettings } from "../../config/databases.ts";
import type { JsonObject } from "../../core/json.ts";
import { secretName } from "../../core/secret.ts";
import { type ObjectPlan, objectPlan, stepName } from "../objects.ts";
import type { SecretPlan } from "../secrets.ts";
import { podLabels } from "./access.ts";
import { account } from "./account.ts";
import { user } from "./pod-template.ts";

/** Named collection in which the servers have the object store's address, and its keys if there are any. */
const collection = "backups";

/** Environment of a backup: what it comes after, and what it is made of. */
interface Around {
  readonly own: readonly SecretPlan[];
  readonly arrivals: readonly string[];
  /** Step of the servers. */
  readonly server: string;
  /** Several servers write one backup. */
  readonly together: boolean;
  readonly retain: boolean;
}

/** What makes backups of a ClickHouse cluster on schedule, and removes those that are too old once a new one is there. */
export function backupObjects(name: string, database: ClickhouseSettings, around: Around): readonly ObjectPlan[] {
  const { backup, namespace } = database;
  if (backup === undefined) return [];
  const common = { namespace, owner: name, retain: around.retain };
  const { auth } = backup.objectStore;
  const own = accountName(name);
  const serviceAccount = objectPlan({
    ...common,
    apiVersion: "v1",
    kind: "ServiceAccount",
    name: own,
    ...(auth.kind === "irsa" ? { annotations: { "eks.amazonaws.com/role-arn": auth.role } } : {}),
    requires: [],
    body: { automountServiceAccountToken: false },
  });
  const job = objectPlan({
    ...common,
    apiVersion: "batch/v1",
    kind: "CronJob",
    name: own,
    requires: [around.server, serviceAccount.name, ...around.arrivals],
    body: {
      spec: {
        schedule: backup.schedule,
        timeZone: "Etc/UTC",
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: 3600,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: { spec: { backoffLimit: 1, template: pods(name, database, backup, around) } },
      },
    },
  });
  return [serviceAccount, job];
}

/** The ServiceAccount of the servers, whose role writes backups; nothing where they sign in otherwise. */
export function backupServiceAccount(name: string, { backup }: ClickhouseSettings): string | undefined {
  return backup?.objectStore.auth.kind === "irsa" ? accountName(name) : undefined;
}

/** The step after which that ServiceAccount is there. */
export function backupServiceAccountSteps(name: string, database: ClickhouseSettings): readonly string[] {
  const own = backupServiceAccount(name, database);
  return own === undefined ? [] : [stepName("ServiceAccount", own, database.namespace)];
}

/** The user that makes backups, and restores them, beside or in place of what is there; none without backups. */
export function backupAccount({ backup, databases }: ClickhouseSettings, own: readonly SecretPlan[]): JsonObject {
  if (backup === undefined) return {};
  return account(backupUser, backupUser, own, [
    ...Object.keys(databases).flatMap((owned) => [`GRANT ALL ON ${owned}.*`, `GRANT ALL ON ${owned}_restored.*`]),
    ...["GRANT S3 ON *.*", "GRANT CLUSTER ON *.*", `GRANT NAMED COLLECTION ON ${collection}`],
  ]);
}

/** Settings of the servers: where backups are kept, and how they sign in there. */
export function backupSettings(
  name: string,
  { backup }: ClickhouseSettings,
  own: readonly SecretPlan[],
): { readonly settings?: JsonObject } {
  if (backup === undefined) return {};
  const { region, auth } = backup.objectStore;
  const url = addressOf(name, backup);
  const secret = own.find(({ key }) => key === backupSecret)?.name ?? "";
  const held = (key: string) => ({ valueFrom: { secretKeyRef: { name: secret, key } } });
  return {
    settings: {
      [`named_collections/${collection}/url`]: url,
      ...(auth.kind === "static"
        ? {
            [`named_collections/${collection}/access_key_id`]: held("access-key-id"),
            [`named_collections/${collection}/secret_access_key`]: held("secret-access-key"),
          }
        : { [`s3/${collection}/use_environment_credentials`]: "true" }),
      [`s3/${collection}/endpoint`]: url,
      [`s3/${collection}/region`]: region,
    },
  };
}

function accountName(name: string): string {
  return `${name}-backup`;
}

/** Folder of a database's backups, with a folder below for each. */
function folderOf(name: string, { objectStore: { bucket, path } }: BackupSettings): string {
  return `${bucket}/${path}/${name}`;
}

function addressOf(name: string, backup: BackupSettings): string {
  const { bucket, path, region, endpoint } = backup.objectStore;
  if (endpoint !== undefined) return `${endpoint.replace(/\/$/, "")}/${folderOf(name, backup)}/`;
  return `https://${bucket}.s3.${region}.amazonaws.com/${path}/${name}/`;
}

function pods(
  name: string,
  database: ClickhouseSettings,
  backup: BackupSettings,
  { own, together }: Around,
): JsonObject {
  const { version, image = clickhouseImages[version].server, databases } = database;
  const what = Object.keys(databases).map((owned) => `DATABASE ${owned}`);
  const where = together ? " ON CLUSTER 'main'" : "";
  const login = own.find(({ key }) => key === backupUser)?.name ?? "";
  const statement = `BACKUP ${what.join(", ")}${where} TO S3(${collection}, '$time')`;
  return {
    metadata: { labels: { ...podLabels(name) } },
    spec: {
      restartPolicy: "Never",
      serviceAccountName: accountName(name),
      automountServiceAccountToken: false,
      securityContext: { runAsUser: user, runAsGroup: user, fsGroup: user, runAsNonRoot: true },
      // Old backups go only after a new one is there.
      initContainers: [
        {
          name: "backup",
          image,
          command: [
            ...["sh", "-ec"],
            `time=\`date -u +%Y%m%dT%H%M%SZ\`; clickhouse-client --host clickhouse-${name} --receive_timeout 86400 --query "${statement}"`,
          ],
          env: [
            { name: "HOME", value: "/tmp" },
            { name: "CLICKHOUSE_USER", value: backupUser },
            variable("CLICKHOUSE_PASSWORD", login, "password"),
          ],
          ...bounded,
        },
      ],
      containers: [removal(name, backup)],
    },
  };
}

const bounded = {
  resources: resources({ cpu: "50m", memory: "128Mi" }, { cpu: "500m", memory: "512Mi" }),
  securityContext: { ...writingContainer, capabilities: { drop: ["ALL"] } },
};

/** Removes what is older than the retention. */
function removal(name: string, backup: BackupSettings): JsonObject {
  const { region, endpoint, auth } = backup.objectStore;
  // Its month is M, its m a minute.
  const age = backup.retention.replace("m", "M");
  const secret = secretName(name, backupSecret);
  const store = { TYPE: "s3", ENV_AUTH: "true", PROVIDER: endpoint === undefined ? "AWS" : "Other", REGION: region };
  const told = { ...store, ...(endpoint === undefined ? {} : { ENDPOINT: endpoint }) };
  return {
    name: "remove-old",
    image: objectStoreImage,
    args: ["delete", `store:${folderOf(name, backup)}`, "--min-age", age, "--rmdirs", "--config", ""],
    env: [
      ...Object.entries(told).map(([key, value]) => ({ name: `RCLONE_CONFIG_STORE_${key}`, value })),
      ...(auth.kind === "static"
        ? [
            variable("AWS_ACCESS_KEY_ID", secret, "access-key-id"),
            variable("AWS_SECRET_ACCESS_KEY", secret, "secret-access-key"),
          ]
        : []),
    ],
    ...bounded,
  };
}

function variable(name: string, secret: string, key: string): JsonObject {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
