import { type Host, hostsOf } from "../config/hosts.ts";
import type { Settings } from "../config/settings.ts";
import { type GatewaySettings, listenerOf, plainListener } from "../config/traffic.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { namespaceLabel } from "../core/labels.ts";
import { challengedNamespaces } from "./challenges.ts";
import { controllersOf } from "./controllers.ts";
import { grants } from "./grants.ts";
import { type ObjectPlan, objectPlan } from "./objects.ts";

const apiVersion = "gateway.networking.k8s.io/v1";
const owner = "ingress";

/** The environment's Gateway with a listener for each host, the routes that are the platform's own, and what these may refer to. */
export function gatewayObjects(settings: Settings): readonly ObjectPlan[] {
  const { ingress } = settings.environment;
  if (ingress.kind !== "gateway-api") return [];
  const hosts = hostsOf(settings);
  const gateway = gatewayOf(ingress, hosts, settings);
  const after = [gateway.name];
  return [
    gateway,
    ...grants(ingress, hosts, isEncrypted(settings), controllersOf(settings)),
    ...(redirects(settings) ? [route("https", ingress, after, { sectionName: plainListener }, [toHttps])] : []),
    ...hosts.flatMap((host) => {
      const rule = ruleOf(host);
      const sectionName = listenerOf(host.name, ingress, isEncrypted(settings));
      return rule === undefined ? [] : [route(host.name, ingress, after, { sectionName, host: host.host }, [rule])];
    }),
  ];
}

function isEncrypted({ environment }: Settings): boolean {
  return environment.certificates !== undefined;
}

/** Whether requests without TLS are sent to https. */
function redirects(settings: Settings): boolean {
  const { ingress } = settings.environment;
  return isEncrypted(settings) && ingress.kind === "gateway-api" && ingress.redirectToHttps;
}

function gatewayOf(ingress: GatewaySettings, hosts: readonly Host[], settings: Settings): ObjectPlan {
  const { annotations, class: gatewayClassName, name, namespace } = ingress;
  const ports =
    ingress.ports ?? (gatewayClassName === "traefik" ? { http: 8000, https: 8443 } : { http: 80, https: 443 });
  const plain = redirects(settings) ? challengedNamespaces(settings) : hosts.map((host) => host.namespace);
  return objectPlan({
    apiVersion,
    kind: "Gateway",
    name,
    namespace,
    owner,
    requires: controllersOf(settings),
    body: {
      spec: {
        gatewayClassName,
        ...(Object.keys(annotations).length === 0 ? {} : { infrastructure: { annotations } }),
        listeners: [
          { name: plainListener, port: ports.http, protocol: "HTTP", allowedRoutes: routesOf([namespace, ...plain]) },
          ...(isEncrypted(settings) ? hosts.map((host) => listener(host, ports.https, namespace)) : []),
        ],
      },
    },
  });
}

/** Takes one host's requests, with its certificate, for routes of its own namespace. */
function listener(host: Host, port: number, namespace: string): JsonObject {
  const own = host.service === undefined ? host.namespace : namespace;
  return {
    name: host.name,
    hostname: host.host,
    port,
    protocol: "HTTPS",
    tls: {
      mode: "Terminate",
      certificateRefs: [{ group: "", kind: "Secret", name: host.secretName, namespace: host.namespace }],
    },
    allowedRoutes: routesOf([own]),
  };
}

/** Lets in the routes of some namespaces. */
function routesOf(namespaces: readonly string[]): JsonObject {
  const values = [...new Set(namespaces)].sort();
  return {
    kinds: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute" }],
    namespaces: { from: "Selector", selector: { matchExpressions: [{ key: namespaceLabel, operator: "In", values }] } },
  };
}

const toHttps: JsonObject = {
  filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
};

/** Where the platform itself leads the requests of a host; nothing if an app's chart does. */
function ruleOf({ service, redirect, namespace }: Host): JsonObject | undefined {
  if (redirect !== undefined) {
    return { filters: [{ type: "RequestRedirect", requestRedirect: { hostname: redirect, statusCode: 301 } }] };
  }
  return service && { backendRefs: [{ group: "", kind: "Service", ...service, namespace }] };
}

/** A route in the Gateway's own namespace. */
function route(
  name: string,
  gateway: GatewaySettings,
  requires: readonly string[],
  { sectionName, host }: { readonly sectionName: string; readonly host?: string },
  rules: readonly Json[],
): ObjectPlan {
  const parent = { group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway.name };
  return objectPlan({
    apiVersion,
    kind: "HTTPRoute",
    name,
    namespace: gateway.namespace,
    owner,
    requires,
    body: {
      spec: {
        parentRefs: [{ ...parent, ...(sectionName === "" ? {} : { sectionName }) }],
        ...(host === undefined ? {} : { hostnames: [host] }),
        rules,
      },
    },
  });
}
