import { closedNamespaces } from "../config/namespaces.ts";
import type { Settings } from "../config/settings.ts";
import { controllerNamespace } from "../config/traffic.ts";
import type { JsonObject } from "../core/json.ts";
import { namespaceLabel } from "../core/labels.ts";
import { challengedNamespaces } from "./challenges.ts";
import { controllersOf } from "./controllers.ts";
import { type ObjectPlan, objectPlan, stepName } from "./objects.ts";

const kind = "NetworkPolicy";
const denying = "default-deny";
const owner = "network";

/** Whom pods of a closed namespace reach in any case. */
const egress = [{ to: [peer("kube-system", { "k8s-app": "kube-dns" })], ports: [port("UDP", 53), port("TCP", 53)] }];

/** Closes namespaces: pods reach DNS, and else only what policies of their own allow. Certificates are still issued over HTTP. */
export function networkPolicies(settings: Settings): readonly ObjectPlan[] {
  const challenged = challengedNamespaces(settings);
  return [...closedNamespaces(settings)].flatMap(([namespace, network]) => [
    policy(denying, namespace, {
      podSelector: {},
      ...(network === "deny-ingress" ? { policyTypes: ["Ingress"] } : { policyTypes: ["Ingress", "Egress"], egress }),
    }),
    ...(challenged.includes(namespace) ? [solverPolicy(namespace, settings)] : []),
  ]);
}

/** The steps after which a namespace is closed; an app is never in it before. */
export function closing(namespace: string, settings: Settings): readonly string[] {
  return closedNamespaces(settings).has(namespace) ? [stepName(kind, denying, namespace)] : [];
}

/** Lets requests reach the pods with which cert-manager answers an authority. */
function solverPolicy(namespace: string, settings: Settings): ObjectPlan {
  const pods = { labels: { "acme.cert-manager.io/http01-solver": "true" }, port: 8089 };
  return requestsPolicy("acme-solver", namespace, pods, settings);
}

/** Lets whoever brings requests from outside reach a port of some pods. */
export function requestsPolicy(
  name: string,
  namespace: string,
  pods: { readonly labels: Readonly<Record<string, string>>; readonly port: number },
  settings: Settings,
): ObjectPlan {
  const matchLabels = { ...pods.labels };
  const from = controllerNamespace(settings.environment.ingress);
  if (from !== "") {
    return policy(name, namespace, {
      podSelector: { matchLabels },
      policyTypes: ["Ingress"],
      ingress: [{ from: [peer(from)], ports: [port("TCP", pods.port)] }],
    });
  }
  const toPorts = [{ ports: [{ protocol: "TCP", port: String(pods.port) }] }];
  return objectPlan({
    apiVersion: "cilium.io/v2",
    kind: "CiliumNetworkPolicy",
    name,
    namespace,
    owner,
    requires: controllersOf(settings),
    body: {
      spec: {
        endpointSelector: { matchLabels },
        ingress: [{ fromEntities: ["ingress"], toPorts }],
      },
    },
  });
}

/** A NetworkPolicy of the platform's own. */
export function policy(name: string, namespace: string, spec: JsonObject): ObjectPlan {
  return objectPlan({ apiVersion: "networking.k8s.io/v1", kind, name, namespace, owner, requires: [], body: { spec } });
}

/** Pods of a namespace as a NetworkPolicy names them; all of them without labels. */
export function peer(namespace: string, labels?: Readonly<Record<string, string>>): JsonObject {
  return {
    namespaceSelector: { matchLabels: { [namespaceLabel]: namespace } },
    ...(labels === undefined ? {} : { podSelector: { matchLabels: labels } }),
  };
}

/** A port as a NetworkPolicy names it. */
export function port(protocol: string, number: number): JsonObject {
  return { protocol, port: number };
}
