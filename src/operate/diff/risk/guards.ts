import { listAt, mapsAt, textAt } from "../../../core/fields.ts";
import { isObject, isSame, type JsonObject } from "../../../core/json.ts";
import { kindOf, type RenderedObject } from "../../render/object.ts";
import type { Look } from "./exposure.ts";
import { at, texts } from "./fields.ts";

const admission = "admissionregistration.k8s.io";

/** What holds something back no longer does, or holds back less. */
export const loosened: Look = (before, after) => {
  const kind = String((after ?? before)?.object.kind);
  if (kind.endsWith("NetworkPolicy")) return loosenedPolicy(before, after);
  if (kind === "Namespace") return loosenedPods(before, after);
  return before !== undefined && kindOf(before).endsWith(`.${admission}`) ? loosenedAdmission(before, after) : [];
};

const gone = "what it held back is let through";

/** A policy that is gone, or that lets through what it did not before. */
const loosenedPolicy: Look = (before, after) => {
  if (after === undefined) return [gone];
  const ways = (["ingress", "egress"] as const).flatMap((way) => {
    const known = mapsAt(before?.object, "spec", way);
    const added = mapsAt(after.object, "spec", way).filter((rule) => !known.some((one) => isSame(one, rule)));
    if (added.some((rule) => isOpen(rule, way)))
      return [way === "ingress" ? "lets ingress from anywhere through" : "lets egress to anywhere through"];
    return before === undefined || added.length === 0 ? [] : [`lets other ${way} through`];
  });
  // Beside others, a new policy takes nothing away.
  if (before === undefined) return ways;
  const types = texts(at(after.object, "spec.policyTypes"));
  const dropped = texts(at(before.object, "spec.policyTypes")).filter((type) => !types.includes(type));
  const other = !isSame(at(before.object, "spec.podSelector"), at(after.object, "spec.podSelector"));
  return [
    ...ways,
    ...dropped.map((type) => `no longer limits ${type.toLowerCase()}`),
    ...(other ? ["is about other pods"] : []),
  ];
};

/** Whether a rule of a NetworkPolicy is for whoever there is. What goes out to some ports alone, such as DNS, is not. */
function isOpen(rule: JsonObject, way: "ingress" | "egress"): boolean {
  if (way === "egress" && mapsAt(rule, "ports").length > 0) return false;
  const peers = listAt(rule, way === "ingress" ? "from" : "to");
  // Cilium's own policies name their peers in other fields.
  if (peers.length === 0) return Object.keys(rule).every((key) => key === "ports");
  return peers.filter(isObject).some(isAnybody);
}

function isAnybody({ ipBlock, namespaceSelector, podSelector = {} }: JsonObject): boolean {
  if (ipBlock !== undefined) return textAt(ipBlock, "cidr").endsWith("/0");
  return isSame(namespaceSelector, {}) && isSame(podSelector, {});
}

/** The levels of pod security, from nothing to all. */
const levels = ["privileged", "baseline", "restricted"];

const loosenedPods: Look = (before, after) => {
  if (before === undefined || after === undefined) return [];
  const [was, is] = [before, after].map(
    ({ object }) => textAt(object, "metadata", "labels", "pod-security.kubernetes.io/enforce") || "privileged",
  );
  const weaker = levels.indexOf(String(is)) < levels.indexOf(String(was));
  return weaker ? [`pod security is ${is}, no longer ${was}`] : [];
};

/** What the API server asks before it takes an object. */
function loosenedAdmission(before: RenderedObject, after: RenderedObject | undefined): readonly string[] {
  if (after === undefined) return [gone];
  const kind = String(after.object.kind);
  if (kind.endsWith("WebhookConfiguration")) return loosenedWebhooks(before.object, after.object);
  const differs = (...paths: string[]) =>
    paths.some((path) => !isSame(at(before.object, `spec.${path}`), at(after.object, `spec.${path}`)));
  const actions = texts(at(after.object, "spec.validationActions"));
  const refused = texts(at(before.object, "spec.validationActions")).includes("Deny");
  const tolerant = differs("failurePolicy") && at(after.object, "spec.failurePolicy") === "Ignore";
  return [
    ...(refused && !actions.includes("Deny") ? [`no longer refuses: ${actions.join(", ")}`] : []),
    ...(tolerant ? ["lets through what it cannot judge"] : []),
    ...(differs("matchConstraints", "matchConditions", "matchResources") ? ["is about other objects"] : []),
    ...(differs("variables", "validations", "policyName", "paramRef") ? ["holds them to something else"] : []),
  ];
}

function loosenedWebhooks(before: JsonObject, after: JsonObject): readonly string[] {
  return mapsAt(before, "webhooks").flatMap((webhook) => {
    const next = mapsAt(after, "webhooks").find(({ name }) => name === webhook.name);
    if (next === undefined) return [`${webhook.name} is no longer asked`];
    const fails = (one: JsonObject) => one.failurePolicy !== "Ignore";
    return fails(webhook) && !fails(next) ? [`what ${webhook.name} does not answer for is let through`] : [];
  });
}
