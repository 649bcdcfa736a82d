import type { Host } from "../config/hosts.ts";
import type { GatewaySettings } from "../config/traffic.ts";
import { type ObjectPlan, objectPlan } from "./objects.ts";

const group = "gateway.networking.k8s.io";

/**
 * What other namespaces allow the Gateway and its routes to refer to, one grant for each namespace: the Secrets of certificates
 * and the Services of components, each by name.
 */
export function grants(
  { namespace: from }: GatewaySettings,
  hosts: readonly Host[],
  encrypted: boolean,
  requires: readonly string[],
): readonly ObjectPlan[] {
  const foreign = hosts.filter(({ namespace }) => namespace !== from);
  return [...new Set(foreign.map(({ namespace }) => namespace))].sort().flatMap((namespace) => {
    const own = foreign.filter((host) => host.namespace === namespace);
    const secrets = encrypted ? own.map(({ secretName }) => secretName) : [];
    const services = own.flatMap(({ service }) => (service === undefined ? [] : [service.name]));
    return [
      ...grant({ name: "gateway-certificates", namespace, from, kind: "Gateway", to: "Secret" }, secrets, requires),
      ...grant({ name: "gateway-routes", namespace, from, kind: "HTTPRoute", to: "Service" }, services, requires),
    ];
  });
}

interface Grant {
  readonly name: string;
  /** Namespace of what is referred to. */
  readonly namespace: string;
  /** Namespace of what refers to it. */
  readonly from: string;
  readonly kind: string;
  readonly to: string;
}

function grant(
  { name, namespace, from, kind, to }: Grant,
  names: readonly string[],
  requires: readonly string[],
): readonly ObjectPlan[] {
  if (names.length === 0) return [];
  return [
    objectPlan({
      // Every bundle of the Gateway API that k3s brings serves this version; the next one, only those since 1.5.
      apiVersion: `${group}/v1beta1`,
      kind: "ReferenceGrant",
      name,
      namespace,
      owner: "ingress",
      requires,
      body: {
        spec: {
          from: [{ group, kind, namespace: from }],
          to: [...new Set(names)].sort().map((named) => ({ group: "", kind: to, name: named })),
        },
      },
    }),
  ];
}
