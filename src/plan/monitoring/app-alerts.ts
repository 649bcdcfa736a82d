import type { MonitoringSettings } from "../../config/monitoring.ts";
import type { CommonAlert } from "./alert.ts";
import { relabel } from "./promql.ts";
import { requestRate } from "./requests.ts";

/** What is told about apps: errors, restarts, failed Jobs and releases, full volumes. */
export function appAlerts({ errorRatio, volumeRatio }: MonitoringSettings): readonly CommonAlert[] {
  return [highErrorRate(errorRatio), crashLooping, jobFailed, releaseFailed, volumeAlmostFull(volumeRatio)];
}

function highErrorRate(ratio: number): CommonAlert {
  const by = "sum by (namespace, app, source)";
  return {
    name: "AppHighErrorRate",
    expression: `${by} (${requestRate}{code=~"5.."}) / ${by} (${requestRate}) > ${ratio}`,
    for: "5m",
    severity: "critical",
    summary: "{{ $labels.app }} answers {{ $value | humanizePercentage }} of its requests with an error",
    description:
      "Of the requests to {{ $labels.app }} in {{ $labels.namespace }}, {{ $value | humanizePercentage }} ended with a 5xx, counted by {{ $labels.source }}.",
  };
}

const crashLooping: CommonAlert = {
  name: "AppPodCrashLooping",
  expression: "sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total[15m])) > 0",
  for: "5m",
  severity: "warning",
  summary: "{{ $labels.pod }} restarts again and again",
  description:
    "Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} restarted in the last 15 minutes.",
};

const jobFailed: CommonAlert = {
  name: "JobFailed",
  expression: 'max by (namespace, job_name) (kube_job_failed{condition="true"}) > 0',
  // A failed Job that nobody keeps is gone five minutes later.
  for: "1m",
  severity: "warning",
  summary: "Job {{ $labels.job_name }} failed",
  description: "Job {{ $labels.namespace }}/{{ $labels.job_name }} has used up its attempts.",
};

/** Helm keeps a Secret for each revision, with the release's name and status as labels; the youngest one counts. */
const releaseFailed: CommonAlert = {
  name: "ReleaseFailed",
  expression: `${youngest(', label_status=~"failed|pending-.+"')} == ${youngest("")}`,
  // Longer than an upgrade takes.
  for: "10m",
  severity: "warning",
  summary: "Release {{ $labels.release }} is not deployed",
  description: "Helm's last revision of {{ $labels.namespace }}/{{ $labels.release }} failed, or was cut off.",
};

/** When the youngest of each release's records was made, of those that are like this. */
function youngest(like: string): string {
  const records = `max by (namespace, secret, label_name) (kube_secret_labels{label_owner="helm"${like}})`;
  const made = `max by (namespace, secret) (kube_secret_created) * on (namespace, secret) group_right () ${records}`;
  return `max by (namespace, release) (${relabel(made, "release", "label_name", "(.+)")})`;
}

function volumeAlmostFull(ratio: number): CommonAlert {
  const by = "max by (namespace, persistentvolumeclaim)";
  const used = `${by} (kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes)`;
  const left = `min by (namespace, persistentvolumeclaim) (predict_linear(kubelet_volume_stats_available_bytes[6h], 2 * 24 * 3600))`;
  return {
    name: "VolumeAlmostFull",
    // What is half full and will be full in two days is told in time for somebody to act on a working day.
    expression: `${used} > ${ratio} or (${used} > 0.5 and ${left} < 0)`,
    for: "15m",
    severity: "critical",
    summary: "Volume {{ $labels.persistentvolumeclaim }} is almost full",
    description:
      "{{ $value | humanizePercentage }} of the volume of {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is in use, and it is full soon.",
  };
}
