import { mapsAt } from "../../../core/fields.ts";
import { isSame, type Json, type JsonObject } from "../../../core/json.ts";
import type { RenderedObject } from "../../render/render.ts";
import { at, kindOf, texts } from "./fields.ts";
import type { RiskRule } from "./risk.ts";

/** How a change opens something to more callers than before. */
export const exposure: RiskRule = ({ before, after }) => [
  ...openedService(before, after),
  ...addedHosts(before, after),
  ...loosenedPolicy(before, after),
  ...openedPods(before, after),
];

type Look = (before: RenderedObject | undefined, after: RenderedObject | undefined) => readonly string[];

const openedService: Look = (before, after) => {
  if (after === undefined || kindOf(after) !== "Service") return [];
  const type = at(after.object, "spec.type");
  if (type !== "NodePort" && type !== "LoadBalancer") return [];
  const ranges = (of: RenderedObject | undefined) => texts(at(of?.object, "spec.loadBalancerSourceRanges"));
  if (before === undefined || at(before.object, "spec.type") !== type) return [`is reached from outside: ${type}`];
  const limited = ranges(before).length > 0 && ranges(before).join() !== ranges(after).join();
  return limited ? ["other addresses may reach it"] : [];
};

const addedHosts: Look = (before, after) => {
  if (after === undefined) return [];
  const known = hostsOf(before);
  const added = hostsOf(after).filter((host) => !known.includes(host));
  return added.length === 0 ? [] : [`answers on ${added.join(", ")}`];
};

function hostsOf(rendered: RenderedObject | undefined): readonly string[] {
  if (rendered === undefined) return [];
  const { kind, spec = {} } = rendered.object;
  if (kind === "Ingress") return mapsAt(at(spec, "rules")).map(({ host }) => String(host ?? "any host"));
  if (kind === "HTTPRoute" || kind === "GRPCRoute" || kind === "TLSRoute") return texts(at(spec, "hostnames"));
  if (kind === "Gateway")
    return mapsAt(at(spec, "listeners")).map(({ hostname, port }) => `${hostname ?? "any host"}:${port}`);
  if (kind === "IngressRoute") return mapsAt(at(spec, "routes")).map(({ match }) => String(match));
  return [];
}

/** A policy that is gone, or that lets through what it did not before. */
const loosenedPolicy: Look = (before, after) => {
  if (before === undefined || !String(before.object.kind).endsWith("NetworkPolicy")) return [];
  if (after === undefined) return ["what it held back is let through"];
  const types = texts(at(after.object, "spec.policyTypes"));
  const open = ["ingress", "egress"].filter((way) => {
    const [was, is] = [before, after].map(({ object }) => mapsAt(at(object, `spec.${way}`)));
    return (is ?? []).some((rule) => !(was ?? []).some((known) => isSame(known, rule)));
  });
  const dropped = texts(at(before.object, "spec.policyTypes")).filter((type) => !types.includes(type));
  const other = !isSame(at(before.object, "spec.podSelector"), at(after.object, "spec.podSelector"));
  return [
    ...open.map((way) => `lets other ${way} through`),
    ...dropped.map((type) => `no longer limits ${type.toLowerCase()}`),
    ...(other ? ["is about other pods"] : []),
  ];
};

/** Pods that take part in the node's own network. */
const openedPods: Look = (before, after) => {
  const [was, is] = [openings(before), openings(after)];
  const added = is.filter((opening) => !was.includes(opening));
  return added.length === 0 ? [] : [`its pods use ${added.join(", ")}`];
};

function openings(rendered: RenderedObject | undefined): readonly string[] {
  const spec: Json | undefined = at(rendered?.object, "spec.template.spec");
  const containers: readonly JsonObject[] = mapsAt(at(spec, "containers"));
  const ports = containers.flatMap(({ ports }) => mapsAt(ports)).flatMap(({ hostPort }) => hostPort ?? []);
  return [
    ...(at(spec, "hostNetwork") === true ? ["the network of the node"] : []),
    ...ports.map((port) => `port ${port} of the node`),
  ];
}
