import type { JsonObject } from "../../core/json.ts";
import { resources } from "../resources.ts";

/** Paths of these values that are open by design, or that only the subcharts know. */
export const exporterOpen: readonly string[] = ["kube-state-metrics.resources", "prometheus-node-exporter.resources"];

/** What measures objects and nodes, and what cannot be measured: k3s runs its control plane as one process behind no port. */
export function exporterValues(): JsonObject {
  const off = { enabled: false };
  return {
    "kube-state-metrics": { resources: small },
    "prometheus-node-exporter": { resources: small },
    kubeControllerManager: off,
    kubeScheduler: off,
    kubeProxy: off,
    kubeEtcd: off,
    defaultRules: {
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

const small = resources({ cpu: "20m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" });
