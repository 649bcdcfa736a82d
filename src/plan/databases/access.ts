import { monitorLabels, scrapeInterval } from "../../catalog/monitoring.ts";
import { isKept } from "../../config/database-secrets.ts";
import type { PostgresqlSettings } from "../../config/databases.ts";
import { catalogOf } from "../../config/installed.ts";
import type { Settings } from "../../config/settings.ts";
import type { JsonObject } from "../../core/json.ts";
import { type ObjectPlan, objectPlan } from "../objects.ts";

/** Ports of an instance: clients and replication, the operator's questions, metrics. */
const ports = { sql: 5432, status: 8000, metrics: 9187 };

/** Labels of every pod of a database, whatever its cluster is called. */
export function podLabels(name: string): Readonly<Record<string, string>> {
  return { "platform/database": name };
}

/** Who reaches a database: the apps that it belongs to, its own pods, its operator, and who collects metrics. */
export function accessObjects(name: string, database: PostgresqlSettings, settings: Settings): readonly ObjectPlan[] {
  const { environment, catalog } = settings;
  const installed = catalogOf(environment, catalog);
  const namespaceOf = (component: string) => installed.find((one) => one.name === component)?.namespace;
  const monitored = installed.some(({ name: one }) => one === "prometheus-operator-crds");
  const selector = { matchLabels: { ...podLabels(name) } };
  const common = { name, namespace: database.namespace, owner: name };
  const policy = objectPlan({
    ...common,
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    retain: isKept(database, environment),
    requires: [],
    body: {
      spec: {
        podSelector: selector,
        policyTypes: ["Ingress"],
        ingress: [
          ...rule(clients(database, environment.apps), [ports.sql]),
          ...rule([{ podSelector: selector }], [ports.sql, ports.status]),
          ...rule(inNamespace(namespaceOf("cloudnative-pg")), [ports.sql, ports.status]),
          ...rule(inNamespace(namespaceOf("kube-prometheus-stack")), [ports.metrics]),
        ],
      },
    },
  });
  if (!monitored) return [policy];
  const monitor = objectPlan({
    ...common,
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    labels: monitorLabels,
    requires: ["prometheus-operator-crds"],
    body: { spec: { selector, podMetricsEndpoints: [{ port: "metrics", interval: scrapeInterval }] } },
  });
  return [policy, monitor];
}

function clients({ databases }: PostgresqlSettings, apps: Settings["environment"]["apps"]): readonly JsonObject[] {
  const names = new Set(Object.values(databases).map(({ app }) => app));
  return [...names].sort().flatMap((app) => {
    const peers = inNamespace(apps[app]?.namespace);
    return peers.map((peer) => ({ ...peer, podSelector: { matchLabels: { "app.kubernetes.io/instance": app } } }));
  });
}

function inNamespace(namespace: string | undefined): readonly JsonObject[] {
  if (namespace === undefined) return [];
  return [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }];
}

/** A rule without peers would let everybody in: there is none instead. */
function rule(from: readonly JsonObject[], open: readonly number[]): readonly JsonObject[] {
  return from.length === 0 ? [] : [{ from: [...from], ports: open.map((port) => ({ protocol: "TCP", port })) }];
}
