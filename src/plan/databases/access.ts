import { measuring } from "../../catalog/monitoring.ts";
import { isKept } from "../../config/database-secrets.ts";
import type { DatabaseSettings } from "../../config/databases.ts";
import { catalogOf } from "../../config/installed.ts";
import type { Settings } from "../../config/settings.ts";
import type { JsonObject } from "../../core/json.ts";
import { peer } from "../network.ts";
import { type ObjectPlan, objectPlan } from "../objects.ts";

/** Labels of every pod of a database, whatever its cluster is called. */
export function podLabels(name: string): Readonly<Record<string, string>> {
  return { "platform/database": name };
}

/** What is told of a kind of database to those who reach it. */
export interface Doors {
  /** Component whose pods look after it. */
  readonly operator: string;
  /** Ports that clients use, and those that its own pods and its operator use beside them. */
  readonly clients: readonly number[];
  readonly own: readonly number[];
  /** Port that metrics are read from. */
  readonly metrics: number;
}

/** Who reaches a database: the apps that it belongs to, its own pods, its operator, and who collects metrics. */
export function accessPolicy(name: string, database: DatabaseSettings, settings: Settings, doors: Doors): ObjectPlan {
  const { environment, catalog } = settings;
  const installed = catalogOf(environment, catalog);
  const namespaceOf = (component: string) => installed.find((one) => one.name === component)?.namespace;
  const podSelector = { matchLabels: { ...podLabels(name) } };
  const inside = [...doors.clients, ...doors.own];
  return objectPlan({
    name,
    namespace: database.namespace,
    owner: name,
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    retain: isKept(database, environment),
    requires: [],
    body: {
      spec: {
        podSelector,
        policyTypes: ["Ingress"],
        ingress: [
          ...rule(clients(database, environment.apps), doors.clients),
          ...rule([{ podSelector }], inside),
          ...rule(inNamespace(namespaceOf(doors.operator)), inside),
          ...rule(inNamespace(namespaceOf(measuring)), [doors.metrics]),
        ],
      },
    },
  });
}

function clients({ databases }: DatabaseSettings, apps: Settings["environment"]["apps"]): readonly JsonObject[] {
  const names = new Set(Object.values(databases).map(({ app }) => app));
  return [...names].sort().flatMap((app) => {
    const peers = inNamespace(apps[app]?.namespace);
    return peers.map((peer) => ({ ...peer, podSelector: { matchLabels: { "app.kubernetes.io/instance": app } } }));
  });
}

function inNamespace(namespace: string | undefined): readonly JsonObject[] {
  return namespace === undefined ? [] : [peer(namespace)];
}

/** A rule without peers would let everybody in: there is none instead. */
function rule(from: readonly JsonObject[], open: readonly number[]): readonly JsonObject[] {
  return from.length === 0 ? [] : [{ from: [...from], ports: open.map((port) => ({ protocol: "TCP", port })) }];
}
