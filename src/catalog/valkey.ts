import { z } from "zod";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { restrictedContainer } from "./pod-security.ts";
import { quantitySetting, resources, resourcesSetting } from "./resources.ts";
import { secretAnnotations } from "./secret-annotations.ts";

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
    rotation: z.int().min(1).default(1).describe("A higher number makes a new password."),
  }),
  open: [
    ...["resources", "initResources", "metrics.exporter.resources", "metrics.exporter.securityContext"],
    ...["podAnnotations", "auth.aclUsers", "metrics.serviceMonitor.extraLabels"],
  ],
  secrets: ({ rotation }) => ({
    auth: {
      keys: { default: { from: "generated", length: 32, alphabet: "alphanumeric", rotation } },
      consumers: ["valkey"],
      rotation: ["rotation"],
    },
  }),
  values: ({ storage, resources: amounts }, context) => ({
    auth: {
      enabled: true,
      usersExistingSecret: context.secret("auth").name,
      aclUsers: { default: { permissions: "~* &* +@all", passwordKey: "default" } },
    },
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
