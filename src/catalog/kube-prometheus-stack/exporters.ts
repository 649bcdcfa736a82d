import type { JsonObject } from "../../core/json.ts";
import { scrapeInterval } from "../monitoring.ts";
import { resources } from "../resources.ts";

/** Paths of these values that are open by design, or that only the subcharts know. */
export const exporterOpen: readonly string[] = [
  "kube-state-metrics.resources",
  "kube-state-metrics.metricLabelsAllowlist",
  "prometheus-node-exporter.resources",
  "defaultRules.disabled",
];

/** What measures objects and nodes, and what cannot be measured: k3s runs its control plane as one process behind no port. */
export function exporterValues(): JsonObject {
  const off = { enabled: false };
  return {
    "kube-state-metrics": { resources: small, metricLabelsAllowlist: countedLabels },
    "prometheus-node-exporter": { resources: small },
    kubelet: { serviceMonitor: { cAdvisorInterval: scrapeInterval } },
    kubeControllerManager: off,
    kubeScheduler: off,
    kubeProxy: off,
    kubeEtcd: off,
    defaultRules: {
      disabled: Object.fromEntries(replaced.map((alert) => [alert, true])),
      rules: {
        etcd: false,
        kubeControllerManager: false,
        kubeProxy: false,
        kubeSchedulerAlerting: false,
        kubeSchedulerRecording: false,
      },
    },
  };
}

/** Labels by which alerts tell a release that failed (Helm's own records), and what the last look for drift found. */
const countedLabels = ["secrets=[owner,name,status]", "configmaps=[drift,stack]"];

/** Alerts of the chart in whose place the platform has its own: nobody should be told twice. */
const replaced = ["KubeJobFailed", "KubePersistentVolumeFillingUp", "KubePodCrashLooping"];

const small = resources({ cpu: "20m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" });
