import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { type ComponentContext, defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { resources } from "./resources.ts";

/** Issues and renews TLS certificates. */
export const certManager = defineComponent({
  name: "cert-manager",
  summary: "Issues and renews TLS certificates from ACME and private authorities.",
  namespace: "cert-manager",
  podSecurity: "restricted",
  chart: { repository: "https://charts.jetstack.io", name: "cert-manager", version: "v1.21.1" },
  requires: [],
  after: foundation,
  operates: true,
  settings: z.strictObject({
    logLevel: z.int().min(0).max(10).default(2).describe("Verbosity of the controllers' logs (klog level)."),
    gatewayApi: z
      .boolean()
      .default(false)
      .describe("Serves certificates of Gateways too; the Gateway API must be in the cluster before it starts."),
    nameservers: z
      .array(z.string().regex(/^[^\s,]+:\d+$/, { error: "is no address of the form host:port" }))
      .default([])
      .describe("Name servers (`1.1.1.1:53`) that DNS-01 records are looked up with instead of the cluster's own."),
    serviceAccountAnnotations: z
      .record(z.string(), z.string())
      .default({})
      .describe("Annotations of the controller's ServiceAccount, such as the cloud role that may change DNS records."),
  }),
  open: [
    ...["", "webhook.", "cainjector."].flatMap((part) => [`${part}resources`, `${part}podDisruptionBudget`]),
    ...["startupapicheck.resources", "prometheus.servicemonitor.labels", "serviceAccount.annotations", "config"],
  ],
  values: ({ logLevel, gatewayApi, nameservers, serviceAccountAnnotations }, context) => ({
    crds: { enabled: true, keep: true },
    global: { logLevel },
    ...controller(context),
    webhook: controller(context),
    cainjector: controller(context),
    startupapicheck: { resources: small },
    serviceAccount: { annotations: serviceAccountAnnotations },
    ...(gatewayApi ? { config: { gatewayAPI: { enabled: true } } } : {}),
    ...(nameservers.length === 0
      ? {}
      : { dns01RecursiveNameservers: nameservers.join(","), dns01RecursiveNameserversOnly: true }),
    prometheus: {
      servicemonitor: { enabled: context.monitored, interval: scrapeInterval, labels: monitorLabels },
    },
  }),
});

const small = resources({ cpu: "10m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" });

function controller({ replicas }: ComponentContext): JsonObject {
  return {
    replicaCount: replicas,
    resources: small,
    podDisruptionBudget: replicas > 1 ? { enabled: true, minAvailable: 1 } : { enabled: false },
  };
}
