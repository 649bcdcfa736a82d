import { mapsAt, textAt } from "../../../core/fields.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { RenderedObject } from "../../render/render.ts";
import type { Look } from "./exposure.ts";
import { at, texts } from "./fields.ts";

/** What an object answers on, and whether it does so by TLS alone. */
interface Endpoint {
  readonly host: string;
  readonly tls: boolean;
}

/** Hosts that are answered for, or without TLS, after a change; and routes that a Gateway takes from everywhere. */
export const answering: Look = (before, after) => {
  const [was, is] = [endpointsOf(before), endpointsOf(after)];
  const known = new Map(was.map(({ host, tls }) => [host, tls]));
  const added = is.filter(({ host }) => !known.has(host));
  const plain = is.filter(({ host, tls }) => !tls && known.get(host) === true);
  const listeners = listenersForAll(after).filter((name) => !listenersForAll(before).includes(name));
  return [
    ...(added.length === 0 ? [] : [`answers on ${hosts(added)}`]),
    ...(plain.length === 0 ? [] : [`answers without TLS on ${hosts(plain)}`]),
    ...(listeners.length === 0 ? [] : [`takes routes of every namespace on ${listeners.join(", ")}`]),
  ];
};

function hosts(endpoints: readonly Endpoint[]): string {
  return endpoints.map(({ host }) => host).join(", ");
}

/** What each kind answers on, by its spec. A route of a Gateway has no say in TLS: its listener has. */
const kinds: Readonly<Record<string, (spec: JsonObject) => readonly Endpoint[]>> = {
  Ingress: (spec) => {
    const rules = mapsAt(spec, "rules").map((rule) => textAt(rule, "host") || "any host");
    const found = spec.defaultBackend === undefined ? rules : [...rules, "any host"];
    return [...new Set(found)].map((host) => ({ host, tls: hasTls(spec, host) }));
  },
  Gateway: (spec) =>
    mapsAt(spec, "listeners").map(({ hostname, port, protocol }) => ({
      host: `${hostname ?? "any host"}:${port}`,
      tls: protocol === "HTTPS" || protocol === "TLS",
    })),
  IngressRoute: (spec) =>
    mapsAt(spec, "routes").map(({ match }) => ({ host: String(match), tls: spec.tls !== undefined })),
  HTTPRoute: routeHosts,
  GRPCRoute: routeHosts,
  TLSRoute: routeHosts,
};

function endpointsOf(rendered: RenderedObject | undefined): readonly Endpoint[] {
  const { kind, spec } = rendered?.object ?? {};
  return kinds[String(kind)]?.(spec as JsonObject) ?? [];
}

function routeHosts(spec: JsonObject): readonly Endpoint[] {
  const named = texts(spec.hostnames);
  return (named.length === 0 ? ["every host of its Gateway"] : named).map((host) => ({ host, tls: false }));
}

/** Whether an Ingress has a certificate for a host; an entry without hosts is for all of them. */
function hasTls(spec: JsonObject, host: string): boolean {
  const wildcard = host.replace(/^[^.]+/, "*");
  return mapsAt(spec, "tls").some((entry) => {
    const named = texts(entry.hosts);
    return named.length === 0 || named.includes(host) || named.includes(wildcard);
  });
}

function listenersForAll(rendered: RenderedObject | undefined): readonly string[] {
  if (rendered?.object.kind !== "Gateway") return [];
  const open = mapsAt(rendered.object, "spec", "listeners").filter(
    (listener) => at(listener, "allowedRoutes.namespaces.from") === "All",
  );
  return open.map(({ name }) => `listener '${name}'`);
}
