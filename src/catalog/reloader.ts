import { z } from "zod";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { restrictedContainer } from "./pod-security.ts";
import { resources } from "./resources.ts";

/** Restarts workloads whose configuration has changed. */
export const reloader = defineComponent({
  name: "reloader",
  summary: "Restarts annotated workloads when a ConfigMap or Secret that they read has changed.",
  namespace: "reloader",
  podSecurity: "restricted",
  chart: { repository: "https://stakater.github.io/stakater-charts", name: "reloader", version: "2.2.16" },
  requires: [],
  after: foundation,
  settings: z.strictObject({
    autoReloadAll: z
      .boolean()
      .default(false)
      .describe("Restarts every workload, whether it is annotated or not, unless it opts out."),
    logLevel: z
      .enum(["trace", "debug", "info", "warning", "error"])
      .default("info")
      .describe("Least severe message that is logged."),
  }),
  open: [
    ...["reloader.deployment.resources", "reloader.deployment.containerSecurityContext"],
    ...["reloader.podMonitor.labels", "reloader.podMonitor.interval", "reloader.podDisruptionBudget.minAvailable"],
  ],
  values: ({ autoReloadAll, logLevel }, { replicas, monitored }) => ({
    fullnameOverride: "reloader",
    reloader: {
      autoReloadAll,
      logLevel,
      // An annotation on the pod template can be told from a change of the workload; a made-up variable cannot.
      reloadStrategy: "annotations",
      enableHA: replicas > 1,
      readOnlyRootFileSystem: true,
      deployment: {
        replicas,
        containerSecurityContext: restrictedContainer,
        resources: resources({ cpu: "10m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" }),
      },
      podDisruptionBudget: replicas > 1 ? { enabled: true, minAvailable: 1 } : { enabled: false },
      podMonitor: monitored ? { enabled: true, interval: scrapeInterval, labels: monitorLabels } : { enabled: false },
    },
  }),
});
