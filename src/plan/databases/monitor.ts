import { monitorLabels, scrapeInterval } from "../../catalog/monitoring.ts";
import type { DatabaseSettings } from "../../config/databases.ts";
import type { Settings } from "../../config/settings.ts";
import { type ObjectPlan, objectPlan } from "../objects.ts";
import { podLabels } from "./access.ts";

/** What has the metrics of a database's pods read, where somebody collects metrics. */
export function podMonitor(
  name: string,
  { namespace }: DatabaseSettings,
  { environment }: Settings,
): readonly ObjectPlan[] {
  const kinds = "prometheus-operator-crds";
  if (environment.components[kinds] === undefined) return [];
  const monitor = objectPlan({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    name,
    namespace,
    owner: name,
    labels: monitorLabels,
    requires: [kinds],
    body: {
      spec: {
        selector: { matchLabels: { ...podLabels(name) } },
        podMetricsEndpoints: [{ port: "metrics", interval: scrapeInterval }],
      },
    },
  });
  return [monitor];
}
