import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { restrictedContainer } from "./pod-security.ts";
import { resourcesSetting } from "./resources.ts";

/** Takes telemetry from applications and hands it on. */
export const opentelemetryCollector = defineComponent({
  name: "opentelemetry-collector",
  summary:
    "Takes traces, metrics and logs from applications over OTLP and hands them on; traces go to Jaeger if it is installed.",
  namespace: "observability",
  podSecurity: "restricted",
  chart: {
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
    name: "opentelemetry-collector",
    version: "0.170.0",
  },
  requires: [],
  after: [...foundation, "jaeger"],
  traces: {
    service: "opentelemetry-collector",
    port: 4318,
    pods: { "app.kubernetes.io/instance": "opentelemetry-collector" },
  },
  settings: z.strictObject({
    logLevel: z
      .enum(["debug", "info", "warn", "error"])
      .default("info")
      .describe("Least severe message that is logged."),
    resources: resourcesSetting({ cpu: "100m", memory: "256Mi" }, { cpu: "1000m", memory: "512Mi" }).describe(
      "Resources of each pod; it refuses data before it runs out of memory.",
    ),
  }),
  open: [
    ...["config", "resources", "podSecurityContext", "securityContext", "serviceMonitor.extraLabels"],
    ...["podDisruptionBudget.minAvailable"],
  ],
  values: ({ logLevel, resources }, { replicas, monitored, installed }) => ({
    mode: "deployment",
    image: { repository: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s" },
    replicaCount: replicas,
    resources,
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: restrictedContainer,
    podDisruptionBudget: replicas > 1 ? { enabled: true, minAvailable: 1 } : { enabled: false },
    presets: { kubernetesAttributes: { enabled: true } },
    ports: {
      ...Object.fromEntries(foreignPorts.map((port) => [port, { enabled: false }])),
      metrics: { enabled: monitored },
    },
    config: config(logLevel, installed.has("jaeger")),
    serviceMonitor: {
      enabled: monitored,
      metricsEndpoints: [{ port: "metrics", interval: scrapeInterval }],
      extraLabels: monitorLabels,
    },
  }),
});

/** Ports of protocols that nobody needs to speak any more: every library speaks OTLP. */
const foreignPorts = ["jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin"];

function config(level: string, traced: boolean): JsonObject {
  const processors = ["memory_limiter", "batch"];
  return {
    // null takes the chart's own entry away.
    receivers: { jaeger: null, zipkin: null },
    exporters: traced
      ? { "otlp/jaeger": { endpoint: "jaeger.observability.svc:4317", tls: { insecure: true } } }
      : { debug: {} },
    service: {
      telemetry: { logs: { level } },
      pipelines: {
        traces: { receivers: ["otlp"], processors, exporters: [traced ? "otlp/jaeger" : "debug"] },
      },
    },
  };
}
