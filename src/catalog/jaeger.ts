import { z } from "zod";
import { fingerprint } from "../core/digest.ts";
import type { JsonObject } from "../core/json.ts";
import { type ComponentContext, defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { restrictedContainer } from "./pod-security.ts";
import { quantitySetting, resourcesSetting } from "./resources.ts";
import { volumeClaim } from "./volume-claim.ts";

/** Keeps traces and shows them. */
export const jaeger = defineComponent({
  name: "jaeger",
  summary: "Keeps the traces of requests through several services, and shows them.",
  namespace: "observability",
  podSecurity: "restricted",
  chart: { repository: "https://jaegertracing.github.io/helm-charts", name: "jaeger", version: "4.11.1" },
  requires: [],
  after: foundation,
  // The collector hands traces on to it, Grafana and Prometheus ask it.
  entrances: [{ name: "neighbours", pods: { "app.kubernetes.io/instance": "jaeger" }, from: "neighbours", ports: [] }],
  traces: { service: "jaeger", port: 4318, pods: { "app.kubernetes.io/instance": "jaeger" } },
  settings: z.strictObject({
    persistent: z.boolean().default(false).describe("Keeps traces on a volume; without it, a restart forgets them."),
    storage: quantitySetting("10Gi").describe("Size of the volume; only where traces are kept."),
    retention: z
      .string()
      .regex(/^\d+h$/, { error: "is no number of hours, such as 72h" })
      .default("72h")
      .describe("Age at which traces on the volume are forgotten."),
    maxTraces: z
      .int()
      .min(1000)
      .default(50000)
      .describe("Traces in memory, the oldest are forgotten; only without a volume."),
    resources: resourcesSetting({ cpu: "100m", memory: "512Mi" }, { cpu: "1000m", memory: "2Gi" }).describe(
      "Resources of the one pod.",
    ),
  }),
  open: ["userconfig", "jaeger.resources", "jaeger.podSecurityContext", "jaeger.securityContext", "extraObjects"],
  values: (settings, context) => {
    const userconfig = configuration(
      settings.persistent ? volumeStore(settings.retention) : { memory: { max_traces: settings.maxTraces } },
    );
    return {
      jaeger: {
        // Its store is its own: a second pod would answer with other traces. The chart replaces the pod, old one first.
        replicas: 1,
        resources: settings.resources,
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: restrictedContainer,
        // Jaeger reads its configuration once, when it starts, and the chart's pod knows nothing of what is in it.
        extraEnv: [{ name: "CONFIG_FINGERPRINT", value: fingerprint(userconfig) }],
        ...(settings.persistent
          ? {
              extraVolumes: [{ name: "traces", persistentVolumeClaim: { claimName } }],
              extraVolumeMounts: [{ name: "traces", mountPath: "/traces" }],
            }
          : {}),
      },
      userconfig,
      extraObjects: [
        ...(settings.persistent ? [claim(settings.storage, context)] : []),
        ...(context.monitored ? [monitor] : []),
      ],
    };
  },
});

const claimName = "jaeger-traces";

function volumeStore(spans: string): JsonObject {
  return {
    badger: { directories: { keys: "/traces/keys", values: "/traces/values" }, ephemeral: false, ttl: { spans } },
  };
}

function claim(size: string, context: ComponentContext): JsonObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: claimName, annotations: { "helm.sh/resource-policy": "keep" } },
    spec: volumeClaim(size, context),
  };
}

/** The chart cannot make one. */
const monitor = {
  apiVersion: "monitoring.coreos.com/v1",
  kind: "ServiceMonitor",
  metadata: { name: "jaeger", labels: monitorLabels },
  spec: {
    selector: { matchLabels: { "app.kubernetes.io/name": "jaeger", "app.kubernetes.io/component": "all-in-one" } },
    endpoints: [{ port: "internal-metrics", interval: scrapeInterval }],
  },
};

/** The whole configuration: the chart either takes all of it or none. */
function configuration(store: JsonObject): JsonObject {
  return {
    service: {
      extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
      pipelines: { traces: { receivers: ["otlp"], processors: ["batch"], exporters: ["jaeger_storage_exporter"] } },
      telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: 8888 } } } }] } },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: "0.0.0.0:13133" } },
      jaeger_query: {
        storage: { traces: "main" },
        http: { endpoint: "0.0.0.0:16686" },
        grpc: { endpoint: "0.0.0.0:16685" },
      },
      jaeger_storage: { backends: { main: store } },
    },
    receivers: { otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } } },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: "main" } },
  };
}
