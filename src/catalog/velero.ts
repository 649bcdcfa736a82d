import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { type ComponentContext, defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { writingContainer } from "./pod-security.ts";
import { resources, resourcesSetting } from "./resources.ts";
import { scheduleSetting } from "./schedule.ts";
import { secretAnnotations } from "./secret-annotations.ts";

const location = z
  .strictObject({
    bucket: z.string().min(1).describe("Name of the bucket."),
    prefix: z.string().default("").describe("Folder in the bucket."),
    region: z.string().min(1).default("us-east-1").describe("The bucket's region."),
    url: z.url().optional().describe("Address of a store that speaks S3 and is not AWS."),
    credentials: z
      .enum(["keys", "role"])
      .default("keys")
      .describe("`keys` from the configuration, or the `role` that the ServiceAccount or the node has."),
  })
  .describe("Where backups are kept; without it, none is made.");

const settings = z.strictObject({
  location: location.optional(),
  schedule: scheduleSetting("0 3 * * *").describe("When everything is backed up, as a cron expression in UTC."),
  keep: z
    .string()
    .regex(/^\d+h$/, { error: "is no number of hours, such as 720h" })
    .default("720h")
    .describe("Age at which a backup is deleted."),
  fileSystemBackup: z
    .boolean()
    .default(false)
    .describe("Copies the files of volumes too, for storage that cannot take snapshots; runs an agent on every node."),
  serviceAccountAnnotations: z
    .record(z.string(), z.string())
    .default({})
    .describe("Annotations of the ServiceAccount, such as the cloud role that may write to the bucket."),
  rotation: z.int().min(1).default(1).describe("Counts up when the keys are replaced."),
  resources: resourcesSetting({ cpu: "100m", memory: "256Mi" }, { cpu: "1000m", memory: "1Gi" }).describe(
    "Resources of the server, and of the agent on each node.",
  ),
});

type Settings = z.output<typeof settings>;

/** Backs up objects and volumes. */
export const velero = defineComponent({
  name: "velero",
  summary: "Backs up the cluster's objects and volumes to a bucket, and restores them.",
  namespace: "velero",
  podSecurity: "restricted",
  // The agent on each node reads volumes through the node's own file system.
  podSecurityWith: ({ fileSystemBackup }) => (fileSystemBackup ? "privileged" : "restricted"),
  chart: { repository: "https://vmware-tanzu.github.io/helm-charts", name: "velero", version: "12.1.0" },
  requires: [],
  after: foundation,
  settings,
  open: [
    ...["resources", "upgradeJobResources", "nodeAgent.resources", "podAnnotations", "podSecurityContext"],
    ...["containerSecurityContext", "initContainers", "serviceAccount.server.annotations", "schedules"],
    ...["metrics.serviceMonitor.additionalLabels", "metrics.nodeAgentPodMonitor.additionalLabels"],
  ],
  secrets: (given) =>
    withKeys(given)
      ? { cloud: { keys: keys(given.rotation), consumers: consumers(given), rotation: ["rotation"] } }
      : {},
  values: (given, context) => ({
    // A job brings the kinds up to date before each upgrade, which Helm does not.
    upgradeCRDs: true,
    upgradeJobResources: small,
    resources: given.resources,
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containerSecurityContext: writingContainer,
    serviceAccount: { server: { annotations: given.serviceAccountAnnotations } },
    deployNodeAgent: given.fileSystemBackup,
    nodeAgent: { resources: given.resources },
    metrics: metrics(given, context),
    credentials: withKeys(given)
      ? { useSecret: true, existingSecret: context.secret("cloud").name }
      : { useSecret: false },
    ...(withKeys(given) ? { podAnnotations: secretAnnotations(context, "cloud") } : {}),
    // Even an empty location would be created.
    ...(given.location === undefined ? { backupsEnabled: false, snapshotsEnabled: false } : backups(given)),
  }),
});

const small = resources({ cpu: "10m", memory: "64Mi" }, { cpu: "500m", memory: "256Mi" });

function withKeys({ location }: Settings): boolean {
  return location?.credentials === "keys";
}

function consumers({ fileSystemBackup }: Settings): readonly string[] {
  return fileSystemBackup ? ["velero", "node-agent"] : ["velero"];
}

/** The keys, and the file that the store's client reads. */
function keys(rotation: number) {
  return {
    "access-key-id": { from: "config", key: "veleroAccessKeyId", rotation },
    "secret-access-key": { from: "config", key: "veleroSecretAccessKey", rotation },
    cloud: {
      from: "template",
      text: "[default]\naws_access_key_id={{ access-key-id }}\naws_secret_access_key={{ secret-access-key }}\n",
    },
  } as const;
}

function metrics({ fileSystemBackup }: Settings, { monitored }: ComponentContext): JsonObject {
  return {
    scrapeInterval,
    // What is rendered may not depend on the cluster that was asked; the order of releases sees to the kinds.
    serviceMonitor: { autodetect: false, enabled: monitored, additionalLabels: monitorLabels },
    nodeAgentPodMonitor: {
      autodetect: false,
      enabled: monitored && fileSystemBackup,
      additionalLabels: monitorLabels,
    },
  };
}

function backups({ location, schedule, keep, fileSystemBackup }: Settings): JsonObject {
  const { bucket = "", prefix = "", region = "", url } = location ?? {};
  const config = { region, ...(url === undefined ? {} : { s3Url: url, s3ForcePathStyle: "true" }) };
  return {
    initContainers: [plugin],
    configuration: {
      backupStorageLocation: [{ name: "default", provider: "aws", bucket, prefix, default: true, config }],
      defaultVolumesToFsBackup: fileSystemBackup,
    },
    // Snapshots of volumes need a provider of their own; files are copied instead.
    snapshotsEnabled: false,
    schedules: { daily: { schedule, template: { ttl: keep } } },
  };
}

const plugin = {
  name: "velero-plugin-for-aws",
  image: "docker.io/velero/velero-plugin-for-aws:v1.14.2",
  imagePullPolicy: "IfNotPresent",
  resources: small,
  securityContext: writingContainer,
  volumeMounts: [{ mountPath: "/target", name: "plugins" }],
};
