import type { MonitoringSettings } from "../../../config/monitoring.ts";
import { durationRate, requestRate } from "../requests.ts";
import type { Dashboard } from "./dashboard.ts";
import type { Panel, Query } from "./panel.ts";

const one = 'namespace="$namespace", app="$app"';
/** Pods of the Deployment or StatefulSet that is named as the Service: those of others whose name only begins alike are left out. */
const pods = 'namespace="$namespace", pod=~"$app-([a-z0-9]+-[a-z0-9]{5}|[0-9]+)"';

/** One service: its request rate, errors, latency and saturation. */
export function servicesDashboard({ errorRatio }: MonitoringSettings): Dashboard {
  return {
    uid: "services",
    title: "Services",
    description: "Request rate, errors, latency and saturation of one service.",
    variables: [
      { name: "namespace", label: "Namespace", series: "kube_service_info", from: "namespace" },
      { name: "app", label: "App", series: 'kube_service_info{namespace="$namespace"}', from: "service" },
    ],
    rows: [
      { title: "Requests", panels: [rate, errors(errorRatio), latency] },
      { title: "Saturation", panels: [cpu, memory, throttling] },
      { title: "Pods", panels: [replicas, restarts] },
    ],
  };
}

const rate: Panel = {
  title: "Request rate",
  description: "Requests per second by status: ingress counts what comes from outside, app what the app counts itself.",
  kind: "timeseries",
  unit: "reqps",
  queries: [
    {
      expression: `sum by (source, status) (label_replace(${requestRate}{${one}}, "status", "$\{1}xx", "code", "(.).*"))`,
      legend: "{{source}} {{status}}",
    },
  ],
};

function errors(limit: number): Panel {
  const ratio = `sum by (source) (${requestRate}{${one}, code=~"5.."}) / sum by (source) (${requestRate}{${one}})`;
  return {
    title: "Errors",
    description: "Share of requests that end in an error of the server (5xx); AppHighErrorRate fires above the line.",
    kind: "timeseries",
    unit: "percentunit",
    limit,
    queries: [{ expression: ratio, legend: "{{source}}" }],
  };
}

const latency: Panel = {
  title: "Latency",
  description: "Half, 95 and 99 of 100 requests are answered in this time.",
  kind: "timeseries",
  unit: "s",
  queries: [0.5, 0.95, 0.99].map((share) => ({
    expression: `histogram_quantile(${share}, sum by (le, source) (${durationRate}{${one}}))`,
    legend: `{{source}} p${share * 100}`,
  })),
};

/** What containers of the chosen pods have of a resource, beside what they use of it. */
function amounts(resource: "cpu" | "memory", used: string): readonly Query[] {
  return [
    { expression: used, legend: "{{pod}}" },
    ...["requests", "limits"].map((kind) => ({
      expression: `max(sum by (pod) (kube_pod_container_resource_${kind}{${pods}, resource="${resource}"}))`,
      legend: kind === "requests" ? "requested by each" : "limit of each",
    })),
  ];
}

const cpu: Panel = {
  title: "CPU",
  description: "Cores in use by each pod, beside what it asks for and what it may use at most.",
  kind: "timeseries",
  unit: "short",
  queries: amounts(
    "cpu",
    `sum by (pod) (rate(container_cpu_usage_seconds_total{${pods}, container!=""}[$__rate_interval]))`,
  ),
};

const memory: Panel = {
  title: "Memory",
  description: "Memory in use by each pod; one that reaches its limit is ended.",
  kind: "timeseries",
  unit: "bytes",
  queries: amounts("memory", `sum by (pod) (container_memory_working_set_bytes{${pods}, container!=""})`),
};

const throttling: Panel = {
  title: "CPU held back",
  description: "Share of the time in which a pod had used up its CPU limit and had to wait.",
  kind: "timeseries",
  unit: "percentunit",
  limit: 0.25,
  queries: [
    {
      expression:
        `sum by (pod) (rate(container_cpu_cfs_throttled_periods_total{${pods}}[$__rate_interval]))` +
        ` / sum by (pod) (rate(container_cpu_cfs_periods_total{${pods}}[$__rate_interval]))`,
      legend: "{{pod}}",
    },
  ],
};

const scaler = '{namespace="$namespace", horizontalpodautoscaler="$app"}';

const replicas: Panel = {
  title: "Replicas",
  description: "Pods that are ready, and what autoscaling wants; at its most, there is nothing left to scale.",
  kind: "timeseries",
  unit: "short",
  queries: [
    { expression: `sum(kube_pod_status_ready{${pods}, condition="true"})`, legend: "ready" },
    { expression: `kube_horizontalpodautoscaler_status_desired_replicas${scaler}`, legend: "wanted" },
    { expression: `kube_horizontalpodautoscaler_spec_max_replicas${scaler}`, legend: "at most" },
  ],
};

const restarts: Panel = {
  title: "Restarts",
  description: "Restarts of containers in 15 minutes; AppPodCrashLooping fires while there are any.",
  kind: "timeseries",
  unit: "short",
  queries: [
    {
      expression: `sum by (pod, container) (increase(kube_pod_container_status_restarts_total{${pods}}[15m]))`,
      legend: "{{pod}} {{container}}",
    },
  ],
};
