import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { namespaceLabel } from "../core/labels.ts";
import { type ComponentContext, type ComponentCopy, defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { restrictedContainer } from "./pod-security.ts";
import { quantitySetting, resources, resourcesSetting } from "./resources.ts";
import { secretAnnotations } from "./secret-annotations.ts";

const appName = z
  .string()
  .regex(/^(?!default$)[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/, { error: "is not a valid name of an app" });

const user = z.strictObject({
  keys: z
    .array(z.string().regex(/^\S+$/, { error: "is no pattern of keys" }))
    .optional()
    .describe("Patterns of the keys and channels that it may use; `<app>:*` unless given."),
});

/** A key-value store that speaks Redis' protocol. */
export const valkey = defineComponent({
  name: "valkey",
  summary: "A key-value store that speaks Redis' protocol: one pod, or a primary with replicas that follow it.",
  namespace: "data",
  podSecurity: "restricted",
  chart: { repository: "https://valkey.io/valkey-helm/", name: "valkey", version: "0.11.0" },
  requires: [],
  after: foundation,
  settings: z.strictObject({
    storage: quantitySetting("8Gi").describe("Size of each pod's volume."),
    resources: resourcesSetting({ cpu: "100m", memory: "256Mi" }, { cpu: "1000m", memory: "1Gi" }).describe(
      "Resources of each pod.",
    ),
    rotation: z
      .int()
      .min(1)
      .default(1)
      .describe("A higher number makes new passwords, of the administrator and of every user."),
    users: z
      .record(appName, user)
      .default({})
      .describe("Apps that use it, each with a password and keys of its own; with any, nobody else reaches it."),
  }),
  open: [
    ...["resources", "initResources", "metrics.exporter.resources", "metrics.exporter.securityContext"],
    ...["podAnnotations", "auth.aclUsers", "metrics.serviceMonitor.extraLabels", "networkPolicy"],
  ],
  secrets: ({ rotation, users }) => ({
    auth: {
      keys: {
        default: password(rotation),
        ...Object.fromEntries(Object.keys(users).map((app) => [app, password(rotation)])),
      },
      consumers: ["valkey"],
      rotation: ["rotation"],
      copies: Object.keys(users).map(credentials),
    },
  }),
  values: ({ storage, resources: amounts, users }, context) => ({
    auth: {
      enabled: true,
      usersExistingSecret: context.secret("auth").name,
      aclUsers: {
        default: { permissions: "~* &* +@all", passwordKey: "default" },
        ...Object.fromEntries(Object.entries(users).map(([app, { keys }]) => [app, accessOf(app, keys)])),
      },
    },
    ...(Object.keys(users).length === 0 ? {} : { networkPolicy: { ingress: ingress(Object.keys(users), context) } }),
    podAnnotations: secretAnnotations(context, "auth"),
    resources: amounts,
    initResources: resources({ cpu: "10m", memory: "32Mi" }, { cpu: "100m", memory: "64Mi" }),
    // A second pod would wait for the volume of the first for ever.
    deploymentStrategy: "Recreate",
    dataStorage: { enabled: true, requestedSize: storage, className: context.storageClass, keepPvc: true },
    replica: {
      enabled: context.replicas > 1,
      // Beside the primary.
      replicas: Math.max(context.replicas - 1, 1),
      persistence: { size: storage, storageClass: context.storageClass },
    },
    podDisruptionBudget: { enabled: context.replicas > 1, maxUnavailable: 1 },
    metrics: {
      enabled: context.monitored,
      exporter: {
        resources: resources({ cpu: "10m", memory: "32Mi" }, { cpu: "100m", memory: "128Mi" }),
        securityContext: { ...restrictedContainer, runAsUser: 59000 },
      },
      serviceMonitor: { enabled: context.monitored, interval: scrapeInterval, extraLabels: monitorLabels },
    },
  }),
});

function password(rotation: number) {
  return { from: "generated", length: 32, alphabet: "alphanumeric", rotation } as const;
}

/** What a user may do: anything with its own keys and channels, except what reaches into the server. */
function accessOf(app: string, keys: readonly string[] = [`${app}:*`]): JsonObject {
  const patterns = keys.flatMap((pattern) => [`~${pattern}`, `&${pattern}`]);
  return { permissions: [...patterns, "+@all", "-@admin", "-@dangerous"].join(" "), passwordKey: app };
}

/** The Secret `<app>-valkey` of an app. */
function credentials(app: string): ComponentCopy {
  const host = "valkey.data";
  return {
    app,
    secret: "valkey",
    keys: {
      VALKEY_URL: `redis://${app}:{{ ${app} }}@${host}:6379`,
      host,
      port: "6379",
      username: app,
      password: `{{ ${app} }}`,
    },
    setting: ["users", app],
  };
}

/** The apps, the server's own pods, and who collects metrics. */
function ingress(apps: readonly string[], { namespaceOf, monitored }: ComponentContext): JsonObject[] {
  const inside = (namespace: string) => ({
    namespaceSelector: { matchLabels: { [namespaceLabel]: namespace } },
  });
  const pods = (labels: JsonObject) => ({ podSelector: { matchLabels: labels } });
  const clients = apps.flatMap((app) => {
    const namespace = namespaceOf(app);
    return namespace === undefined ? [] : [{ ...inside(namespace), ...pods({ "app.kubernetes.io/instance": app }) }];
  });
  const port = (number: number) => [{ protocol: "TCP", port: number }];
  return [
    { from: [...clients, pods({ "app.kubernetes.io/name": "valkey" })], ports: port(6379) },
    ...(monitored ? [{ from: [inside("observability")], ports: port(9121) }] : []),
  ];
}
