import { asList, asMap, asText, at, type Property, type PropertyMap } from "../../protocol/property.ts";
import { type ApiServer, UnreachableError } from "../api-server.ts";
import { type Cluster, identity, reachable } from "../cluster.ts";

/** How many of the last warnings about an object and its pods to show. */
const shownEvents = 3;

function conditions(live: PropertyMap): string[] {
  return asList(at(live, "status", "conditions"))
    .filter((item) => at(item, "status") !== "True" && asText(at(item, "message")) !== "")
    .map((item) => `${asText(at(item, "type"))}: ${asText(at(item, "reason"))}: ${asText(at(item, "message"))}`);
}

function containerReason(status: Property): string | undefined {
  const state = asMap(at(status, "state"));
  const stopped = asMap(state.waiting ?? state.terminated);
  const reason = asText(stopped.reason);
  if (reason === "" || reason === "Completed") return undefined;
  return `container ${asText(at(status, "name"))}: ${reason} ${asText(stopped.message)}`.trim();
}

function podReasons(pod: PropertyMap): string[] {
  const statuses = ["initContainerStatuses", "containerStatuses"].flatMap((name) => asList(at(pod, "status", name)));
  const containers = statuses.map(containerReason).filter((reason) => reason !== undefined);
  return [...containers, ...conditions(pod)].map((reason) => `pod ${identity(pod).name}: ${reason}`);
}

async function pods(live: PropertyMap, server: ApiServer): Promise<PropertyMap[]> {
  const { kind, namespace } = identity(live);
  const labels = Object.entries(asMap(at(live, "spec", "selector", "matchLabels")));
  if (kind === "Pod" || labels.length === 0) return [];
  const labelSelector = labels.map(([name, value]) => `${name}=${asText(value)}`).join(",");
  const list = await server.get(`/api/v1/namespaces/${namespace}/pods`, { query: { labelSelector } });
  return asList(list.items).map(asMap);
}

async function warnings(objects: PropertyMap[], namespace: string, server: ApiServer): Promise<string[]> {
  const names = new Set(objects.map((object) => identity(object).name));
  const query = { fieldSelector: "type=Warning" };
  const list = await server.get(`/api/v1/namespaces/${namespace || "default"}/events`, { query });
  return asList(list.items)
    .filter((event) => names.has(asText(at(event, "involvedObject", "name"))))
    .slice(-shownEvents)
    .map((event) => `event: ${asText(at(event, "reason"))}: ${asText(at(event, "message"))}`);
}

/** Why an object is not ready: its conditions, its containers' reasons, the last warnings about it and its pods. */
export async function reasons(live: PropertyMap, cluster: Cluster): Promise<string[]> {
  try {
    const server = reachable(cluster);
    const owned = await pods(live, server);
    const own = identity(live).kind === "Pod" ? podReasons(live) : conditions(live);
    const events = await warnings([live, ...owned], identity(live).namespace, server);
    return [...own, ...owned.flatMap(podReasons), ...events];
  } catch (error) {
    if (error instanceof UnreachableError) return [error.message];
    return [`no reasons to be had: ${error instanceof Error ? error.message : String(error)}`];
  }
}
