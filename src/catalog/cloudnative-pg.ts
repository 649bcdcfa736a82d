import { z } from "zod";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { measuring, monitorLabels } from "./monitoring.ts";
import { resources } from "./resources.ts";

/** Runs PostgreSQL clusters. */
export const cloudnativePg = defineComponent({
  name: "cloudnative-pg",
  summary: "Runs PostgreSQL: clusters, backups and poolers that are described as objects.",
  namespace: "cnpg-system",
  podSecurity: "restricted",
  chart: { repository: "https://cloudnative-pg.github.io/charts", name: "cloudnative-pg", version: "0.29.0" },
  requires: [],
  after: foundation,
  operates: true,
  settings: z.strictObject({
    logLevel: z
      .enum(["error", "warning", "info", "debug", "trace"])
      .default("info")
      .describe("Least severe message that is logged."),
    maxConcurrentReconciles: z
      .int()
      .min(1)
      .max(100)
      .default(10)
      .describe("Clusters that are looked after at the same time."),
  }),
  open: ["resources", "monitoring.podMonitorAdditionalLabels"],
  values: ({ logLevel, maxConcurrentReconciles }, { monitored, installed }) => ({
    crds: { create: true },
    // The chart has no PodDisruptionBudget, so a second pod would not be kept; databases run on without the operator.
    replicaCount: 1,
    additionalArgs: [`--log-level=${logLevel}`],
    config: { clusterWide: true, maxConcurrentReconciles },
    resources: resources({ cpu: "50m", memory: "128Mi" }, { cpu: "500m", memory: "512Mi" }),
    monitoring: {
      podMonitorEnabled: monitored,
      podMonitorAdditionalLabels: monitorLabels,
      grafanaDashboard: { create: installed.has(measuring) },
    },
  }),
});
