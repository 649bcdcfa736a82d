import type { MonitoringSettings } from "../../../config/monitoring.ts";
import { ofObjects } from "../promql.ts";
import type { Dashboard, Row } from "./dashboard.ts";
import type { Panel } from "./panel.ts";

/** The platform on one page: nodes, releases, volumes, and what the installed components say about their objects. */
export function platformDashboard(monitoring: MonitoringSettings, installed: ReadonlySet<string>): Dashboard {
  return {
    uid: "platform",
    title: "Platform",
    description: "Nodes, releases, Jobs, volumes, certificates, secrets and drift of one environment.",
    variables: [],
    rows: [now, nodes, workloads, { title: "Objects", panels: objectPanels(monitoring, installed) }],
  };
}

/** A number that should be 0. */
function count(title: string, description: string, expression: string): Panel {
  const queries = [{ expression: `${expression} or vector(0)`, legend: "" }];
  return { title, description, kind: "stat", unit: "short", limit: 1, queries };
}

const now: Row = {
  title: "Now",
  panels: [
    count("Alerts", "Alerts that fire.", 'count(ALERTS{alertstate="firing", severity=~"critical|warning"})'),
    count(
      "Nodes not ready",
      "Nodes that take no pods.",
      'sum(kube_node_status_condition{condition="Ready", status!="true"})',
    ),
    count(
      "Releases not deployed",
      "Releases whose last revision failed or was cut off.",
      'count(ALERTS{alertname="ReleaseFailed"})',
    ),
    count("Failed Jobs", "Jobs that have used up their attempts.", 'sum(kube_job_failed{condition="true"})'),
    count("Pods waiting", "Pods that are not running yet.", 'sum(kube_pod_status_phase{phase=~"Pending|Unknown"})'),
    count("Drift", "Stacks that differ from their stack file.", 'count(kube_configmap_labels{label_drift="findings"})'),
  ],
};

function share(title: string, description: string, expression: string, limit: number): Panel {
  const queries = [{ expression, legend: "{{instance}}" }];
  return { title, description, kind: "timeseries", unit: "percentunit", limit, queries };
}

const disks = 'fstype!~"tmpfs|overlay|squashfs|ramfs"';

const nodes: Row = {
  title: "Nodes",
  panels: [
    share(
      "CPU",
      "Share of each node's cores that is in use.",
      '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
      0.9,
    ),
    share(
      "Memory",
      "Share of each node's memory that is in use.",
      "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
      0.9,
    ),
    share(
      "Disks",
      "Share of each node's fullest disk that is in use.",
      `1 - min by (instance) (node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes{${disks}})`,
      0.85,
    ),
  ],
};

const workloads: Row = {
  title: "Workloads",
  panels: [
    {
      title: "Request rate",
      description: "Requests per second to the ten busiest apps.",
      kind: "timeseries",
      unit: "reqps",
      queries: [
        { expression: "topk(10, sum by (namespace, app) (app:http_requests:rate5m))", legend: "{{namespace}}/{{app}}" },
      ],
    },
    {
      title: "Restarts",
      description: "Restarts of containers in 15 minutes.",
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: "sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[15m])) > 0",
          legend: "{{namespace}}/{{pod}}",
        },
      ],
    },
    {
      title: "Releases",
      description: "Revisions of releases that Helm calls deployed, and those that it does not.",
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: 'count by (label_status) (kube_secret_labels{label_owner="helm", label_status!="superseded"})',
          legend: "{{label_status}}",
        },
      ],
    },
  ],
};

/** What is told about objects, as far as the component that looks after them is installed. */
function objectPanels(
  { volumeRatio, certificateDays }: MonitoringSettings,
  installed: ReadonlySet<string>,
): readonly Panel[] {
  return [
    { ...volumes, limit: volumeRatio },
    ...(installed.has("cert-manager") ? [{ ...certificates, limit: certificateDays }] : []),
    ...(installed.has("external-secrets") ? [externalSecrets] : []),
    ...(installed.has("argo-cd") ? [applications] : []),
    lastLook,
  ];
}

const volumes: Panel = {
  title: "Volumes",
  description: "Share of each volume that is in use.",
  kind: "bargauge",
  unit: "percentunit",
  queries: [
    {
      expression:
        "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes)",
      legend: "{{namespace}}/{{persistentvolumeclaim}}",
    },
  ],
};

const certificates: Panel = {
  title: "Certificates",
  description: "Days until each certificate ends.",
  kind: "bargauge",
  unit: "d",
  below: true,
  queries: [
    {
      expression: `((${ofObjects("certmanager_certificate_expiration_timestamp_seconds")} > 0) - time()) / (24 * 3600)`,
      legend: "{{namespace}}/{{name}}",
    },
  ],
};

const externalSecrets: Panel = {
  title: "ExternalSecrets",
  description: "1 for each ExternalSecret that has its Secret up to date.",
  kind: "bargauge",
  unit: "short",
  limit: 1,
  below: true,
  queries: [
    {
      expression: ofObjects('externalsecret_status_condition{condition="Ready", status="True"}'),
      legend: "{{namespace}}/{{name}}",
    },
  ],
};

const applications: Panel = {
  title: "Applications",
  description: "Applications of Argo CD by whether they are in sync, and healthy.",
  kind: "bargauge",
  unit: "short",
  queries: [
    {
      expression: "count by (sync_status, health_status) (argocd_app_info)",
      legend: "{{sync_status}}, {{health_status}}",
    },
  ],
};

const lastLook: Panel = {
  title: "Last look for drift",
  description: "Hours since somebody looked for drift, by stack.",
  kind: "bargauge",
  unit: "h",
  limit: 48,
  queries: [{ expression: '(time() - kube_configmap_created{configmap=~"drift-.+"}) / 3600', legend: "{{configmap}}" }],
};
