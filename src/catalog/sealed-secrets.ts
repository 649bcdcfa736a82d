import { z } from "zod";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { resources } from "./resources.ts";

/** Opens secrets that are committed encrypted. */
export const sealedSecrets = defineComponent({
  name: "sealed-secrets",
  summary: "Opens SealedSecrets: secrets that are committed encrypted, and that only the cluster can read.",
  // Where kubeseal looks for the controller, under the name that it looks for.
  namespace: "kube-system",
  podSecurity: "restricted",
  chart: { repository: "https://bitnami.github.io/sealed-secrets", name: "sealed-secrets", version: "2.19.1" },
  requires: [],
  after: foundation,
  settings: z.strictObject({
    keyRenewPeriod: z
      .string()
      .regex(/^(0|\d+(h|m|s))$/, { error: "is no duration: use hours, such as 720h, or 0" })
      .default("720h")
      .describe(
        "How often a new sealing key is made; old keys stay, so that what they sealed can be opened. 0: never.",
      ),
  }),
  open: ["resources.requests", "resources.limits", "metrics.serviceMonitor.labels"],
  values: ({ keyRenewPeriod }, { monitored }) => ({
    fullnameOverride: "sealed-secrets-controller",
    keyrenewperiod: keyRenewPeriod,
    resources: resources({ cpu: "10m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" }),
    metrics: {
      serviceMonitor: { enabled: monitored, interval: scrapeInterval, labels: monitorLabels },
    },
  }),
});
