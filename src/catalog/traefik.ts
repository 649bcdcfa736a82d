import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { resourcesSetting } from "./resources.ts";

const duration = z.string().regex(/^\d+(ms|s|m|h)$/, { error: "is no duration, such as 60s" });

/** Brings requests from outside to services. Only values that every chart which k3s bundles understands are used. */
export const traefik = defineComponent({
  name: "traefik",
  summary: "Brings requests from outside to services; k3s brings it, this sets it up.",
  namespace: "kube-system",
  podSecurity: "restricted",
  chart: { bundled: "traefik" },
  requires: [],
  after: foundation,
  settings: z.strictObject({
    redirectToHttps: z.boolean().default(true).describe("Answers requests without TLS by sending them to https."),
    timeouts: z
      .strictObject({
        read: duration.optional().describe("To read a whole request; Traefik's own is 60s."),
        write: duration.optional().describe("To write a whole answer; Traefik has none of its own."),
        idle: duration.optional().describe("That a connection may stay unused; Traefik's own is 180s."),
      })
      .default({})
      .describe("Time limits of every request; WebSockets that are open have none."),
    trustedProxies: z
      .array(z.cidrv4())
      .default([])
      .describe("Addresses of proxies whose word on the sender of a request is taken (X-Forwarded-For)."),
    gatewayApi: z.boolean().default(false).describe("Serves Gateways and their routes beside Ingresses."),
    accessLog: z.boolean().default(false).describe("Logs every request."),
    resources: resourcesSetting({ cpu: "100m", memory: "128Mi" }, { cpu: "1000m", memory: "512Mi" }).describe(
      "Resources of each pod.",
    ),
  }),
  open: ["resources", "ports.web.http.redirections.entryPoint", "metrics.prometheus.serviceMonitor.additionalLabels"],
  values: (
    { redirectToHttps, timeouts, trustedProxies, gatewayApi, accessLog, resources },
    { replicas, monitored },
  ) => ({
    deployment: { replicas },
    podDisruptionBudget: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
    resources,
    ports: {
      web: {
        ...(redirectToHttps ? { http: { redirections: { entryPoint: toHttps } } } : {}),
        ...entryPoint(trustedProxies, timeouts),
      },
      websecure: entryPoint(trustedProxies, timeouts),
    },
    providers: { kubernetesGateway: { enabled: gatewayApi } },
    // Gateways belong to the environment, not to the controller.
    gateway: { enabled: false },
    // The name of the value differs between the charts that k3s bundles, the flag does not.
    ...(accessLog ? { additionalArguments: ["--accesslog=true"] } : {}),
    ...(monitored ? { metrics: { prometheus: monitors } } : {}),
  }),
});

interface Timeouts {
  readonly read?: string | undefined;
  readonly write?: string | undefined;
  readonly idle?: string | undefined;
}

const toHttps = { to: "websecure", scheme: "https", permanent: true };

/** What holds for both ports. */
function entryPoint(trustedIPs: readonly string[], timeouts: Timeouts): JsonObject {
  const limits = Object.entries(timeouts).map(([name, limit]) => [`${name}Timeout`, limit]);
  const transport = { respondingTimeouts: Object.fromEntries(limits) };
  return { forwardedHeaders: { trustedIPs }, ...(limits.length === 0 ? {} : { transport }) };
}

const monitors: JsonObject = {
  // Four wide ones are the default, from which no latency can be read.
  buckets: "0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10",
  service: { enabled: true },
  serviceMonitor: { enabled: true, interval: scrapeInterval, additionalLabels: monitorLabels },
  // k3s renders the chart when it likes; what it finds in the cluster then may not change the result.
  disableAPICheck: true,
};
