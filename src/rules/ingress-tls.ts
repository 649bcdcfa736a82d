import { z } from "zod";
import { at, listAt, mapsAt, textAt, textsAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { tiers } from "../core/tier.ts";
import { celHas } from "./cel.ts";
import { defineRule } from "./rule.ts";

/** Every host over TLS, whatever leads to it. */
export const ingressTls = defineRule({
  id: "ingress-tls",
  title: "Every host that leads into the cluster has a certificate.",
  why: "Without one, passwords and sessions cross the network readable, or the browser warns of the controller's own certificate.",
  fix:
    "Add the host to spec.tls with its secretName (`certificates` in the stack file does), give a Gateway's listeners certificates, " +
    "or take it away.",
  kinds: ["Ingress", "Gateway", "IngressRoute"],
  // A dev environment may have no certificates at all.
  tiers: tiers.filter((tier) => tier !== "dev"),
  scope: "all",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    if (object.kind === "Ingress") yield* ingressFaults(object);
    else if (isOf(object, "gateway.networking.k8s.io")) yield* gatewayFaults(object);
    else if (isOf(object, "traefik.io") && !isSecured(object)) yield "its hosts have no certificate";
  },
  admission: {
    expression: () => ({
      resources: [
        { apiGroups: ["networking.k8s.io"], apiVersions: ["v1"], resources: ["ingresses"] },
        { apiGroups: ["gateway.networking.k8s.io"], apiVersions: ["*"], resources: ["gateways"] },
        { apiGroups: ["traefik.io"], apiVersions: ["*"], resources: ["ingressroutes"] },
      ],
      variables: {
        spec: "dyn(object).spec",
        secured:
          "object.kind == 'Ingress' && has(variables.spec.tls) ? variables.spec.tls.filter(t, has(t.secretName) && t.secretName != '' && has(t.hosts)) : dyn([])",
        listeners: "object.kind == 'Gateway' && has(variables.spec.listeners) ? variables.spec.listeners : dyn([])",
      },
      faults: `object.kind == 'Ingress' ? ${ingressExpression} : object.kind == 'Gateway' ? ${gatewayExpression} : ${routeExpression}`,
    }),
  },
});

function isOf({ apiVersion }: JsonObject, group: string): boolean {
  return String(apiVersion).startsWith(`${group}/`);
}

function* ingressFaults(object: JsonObject): Iterable<string> {
  const secured = mapsAt(object, "spec", "tls").filter((entry) => textAt(entry, "secretName") !== "");
  const hosts = secured.flatMap((entry) => textsAt(entry, "hosts"));
  if (at(object, "spec", "defaultBackend") !== undefined) yield "what no rule names is answered without a certificate";
  for (const rule of mapsAt(object, "spec", "rules")) {
    const host = textAt(rule, "host");
    if (!hosts.some((other) => covers(other, host)))
      yield host === "" ? "a rule without a host" : `host '${host}' has no certificate`;
  }
}

/** Whether a certificate's name is good for a host: `*` stands for its first part. */
function covers(name: string, host: string): boolean {
  return (
    name === host || (name.startsWith("*.") && host.includes(".") && host.slice(host.indexOf(".")) === name.slice(1))
  );
}

const ingressExpression =
  "((has(variables.spec.defaultBackend) ? ['what no rule names is answered without a certificate'] : []) + " +
  "(has(variables.spec.rules) ? variables.spec.rules : dyn([]))" +
  ".filter(r, !has(r.host) || !variables.secured.exists(t, t.hosts.exists(h, h == r.host || " +
  "(h.startsWith('*.') && r.host.contains('.') && r.host.substring(r.host.indexOf('.')) == h.substring(1)))))" +
  ".map(r, has(r.host) ? \"host '\" + r.host + \"' has no certificate\" : 'a rule without a host'))";

/** A listener without TLS may lead requests to where there is TLS, or answer an authority: for routes of chosen namespaces. */
function* gatewayFaults(object: JsonObject): Iterable<string> {
  const listeners = mapsAt(object, "spec", "listeners");
  const plain = listeners.filter(({ protocol }) => protocol === "HTTP");
  const secure = listeners.filter(({ protocol }) => protocol === "HTTPS" || protocol === "TLS");
  if (plain.length > 0 && secure.length === 0) yield "takes requests without TLS only";
  for (const listener of plain) {
    if (at(listener, "allowedRoutes", "namespaces", "from") === "All")
      yield `listener '${textAt(listener, "name")}' takes every route without TLS`;
  }
  for (const listener of secure) {
    const passes = at(listener, "tls", "mode") === "Passthrough";
    if (!passes && listAt(listener, "tls", "certificateRefs").length === 0)
      yield `listener '${textAt(listener, "name")}' has no certificate`;
  }
}

const gatewayExpression =
  "((variables.listeners.exists(l, l.protocol == 'HTTP') && !variables.listeners.exists(l, l.protocol in ['HTTPS', 'TLS']) ? " +
  "['takes requests without TLS only'] : []) + " +
  `variables.listeners.filter(l, l.protocol == 'HTTP' && ${celHas("l", "allowedRoutes.namespaces.from")} && l.allowedRoutes.namespaces.from == 'All')` +
  '.map(l, "listener \'" + l.name + "\' takes every route without TLS") + ' +
  `variables.listeners.filter(l, l.protocol in ['HTTPS', 'TLS'] && !(${celHas("l", "tls.mode")} && l.tls.mode == 'Passthrough') && ` +
  `!(${celHas("l", "tls.certificateRefs")} && l.tls.certificateRefs.size() > 0)).map(l, "listener '" + l.name + "' has no certificate"))`;

/** Traefik has one of its own for a route that names none; of those, only one that an authority gives is any good. */
function isSecured(object: JsonObject): boolean {
  return ["secretName", "certResolver"].some((key) => textAt(object, "spec", "tls", key) !== "");
}

const routeExpression =
  `(${["secretName", "certResolver"].map((key) => `(${celHas("variables.spec", `tls.${key}`)} && variables.spec.tls.${key} != '')`).join(" || ")} ? [] : ` +
  "['its hosts have no certificate'])";
