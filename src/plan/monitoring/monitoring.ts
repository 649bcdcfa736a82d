import { measuring, monitorLabels } from "../../catalog/monitoring.ts";
import { catalogOf } from "../../config/installed.ts";
import type { Settings } from "../../config/settings.ts";
import type { JsonObject } from "../../core/json.ts";
import type { NamespacePlan } from "../namespaces.ts";
import { type ObjectPlan, objectPlan } from "../objects.ts";
import { type Alert, alertRule, runbookOf } from "./alert.ts";
import { appAlerts } from "./app-alerts.ts";
import { type Dashboard, dashboardJson } from "./dashboards/dashboard.ts";
import { platformDashboard } from "./dashboards/platform.ts";
import { servicesDashboard } from "./dashboards/services.ts";
import { certificateAlerts, driftAlerts, externalSecretAlerts } from "./platform-alerts.ts";
import { requestRules } from "./requests.ts";

/** The alerts and dashboards of an environment; none where nobody measures. */
export function planMonitoring(settings: Settings, namespaces: readonly NamespacePlan[]): readonly ObjectPlan[] {
  const components = catalogOf(settings.environment, settings.catalog);
  const namespace = components.find(({ name }) => name === measuring)?.namespace;
  if (namespace === undefined) return [];
  const installed = new Set(components.map(({ name }) => name));
  const place = { namespace, owner: "monitoring", requires: [measuring] };
  const rules = objectPlan({
    ...place,
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    name: "platform",
    labels: monitorLabels,
    body: { spec: { groups: ruleGroups(settings, installed, namespaces) } },
  });
  const { monitoring } = settings.environment;
  const dashboards = [servicesDashboard(monitoring), platformDashboard(monitoring, installed)];
  return [rules, ...dashboards.map((dashboard) => dashboardObject(dashboard, place))];
}

/** What is computed beforehand, then what is told, by where it comes from. */
function ruleGroups(
  { environment: { monitoring } }: Settings,
  installed: ReadonlySet<string>,
  namespaces: readonly NamespacePlan[],
): readonly JsonObject[] {
  const names = namespaces.map(({ name }) => name);
  const common = [
    ...appAlerts(monitoring),
    ...(installed.has("cert-manager") ? certificateAlerts(monitoring) : []),
    ...(installed.has("external-secrets") ? externalSecretAlerts : []),
    ...driftAlerts,
  ]
    .filter(({ name }) => !monitoring.without.includes(name))
    .map((alert): Alert => ({ ...alert, runbook: runbookOf(alert.name, monitoring) }));
  const own = Object.entries(monitoring.alerts).map(([name, alert]): Alert => ({ name, ...alert }));
  return [
    { name: "requests", rules: requestRules(names, installed.has("traefik")) },
    { name: "alerts", rules: [...common, ...own].map(alertRule) },
  ];
}

/** A dashboard as the ConfigMap that Grafana looks for, in the folder `Platform`. */
function dashboardObject(
  dashboard: Dashboard,
  place: { readonly namespace: string; readonly owner: string; readonly requires: readonly string[] },
): ObjectPlan {
  const name = `dashboard-${dashboard.uid}`;
  return objectPlan({
    ...place,
    apiVersion: "v1",
    kind: "ConfigMap",
    name,
    labels: { grafana_dashboard: "1" },
    annotations: { grafana_folder: "Platform" },
    body: { data: { [`${dashboard.uid}.json`]: `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n` } },
  });
}
