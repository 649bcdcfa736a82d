import { asList, asText, at, type Property, type PropertyMap } from "../../protocol/property.ts";
import { type Cluster, identity, reachable } from "../cluster.ts";
import { type Judge, type Readiness, ready, waiting } from "./readiness.ts";
import { daemonSet, deployment, isTrue, job, pod, statefulSet } from "./workloads.ts";

async function slices(live: PropertyMap, cluster: Cluster): Promise<Property[]> {
  const { namespace, name } = identity(live);
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
  const list = await reachable(cluster).get(path, { query: { labelSelector: `kubernetes.io/service-name=${name}` } });
  return asList(list.items);
}

/**
 * No pod behind the service is unready, and one of type LoadBalancer has an address. As with the official provider a
 * service without any pods is ready too; unlike it, nothing is waited for once that is so.
 */
const service: Judge = async (live, cluster) => {
  const type = asText(at(live, "spec", "type"));
  if (type === "LoadBalancer" && asList(at(live, "status", "loadBalancer", "ingress")).length === 0) {
    return waiting("the service has no load balancer address yet");
  }
  const isHeadless = at(live, "spec", "clusterIP") === "None";
  if (type === "ExternalName" || isHeadless || at(live, "spec", "selector") === undefined) return ready;
  const found = await slices(live, cluster);
  if (found.length === 0) return waiting("the service's endpoints are not known yet");
  const endpoints = found.flatMap((slice) => asList(at(slice, "endpoints")));
  const unready = endpoints.filter((endpoint) => at(endpoint, "conditions", "ready") === false).length;
  return unready === 0 ? ready : waiting(`${unready} of ${endpoints.length} pods behind the service are not ready`);
};

const definition: Judge = async (live) =>
  isTrue(live, "Established") ? ready : waiting("the definition is not established yet");

/** Bound, unless binding waits for the first pod that uses the claim. */
const claim: Judge = async (live, cluster): Promise<Readiness> => {
  if (at(live, "status", "phase") === "Bound") return ready;
  const name = asText(at(live, "spec", "storageClassName"));
  if (name === "") return waiting("the claim is not bound, and no storage class is set");
  const storage = await reachable(cluster).get(`/apis/storage.k8s.io/v1/storageclasses/${name}`);
  return storage.volumeBindingMode === "WaitForFirstConsumer" ? ready : waiting("the claim is not bound");
};

const judges = new Map<string, Judge>([
  ["apps/v1/Deployment", deployment],
  ["apps/v1/StatefulSet", statefulSet],
  ["apps/v1/DaemonSet", daemonSet],
  ["batch/v1/Job", job],
  ["v1/Pod", pod],
  ["v1/Service", service],
  ["v1/PersistentVolumeClaim", claim],
  ["apiextensions.k8s.io/v1/CustomResourceDefinition", definition],
]);

/** Annotation that says what to wait for: `condition=<type>`, `condition=<type>=<status>` or `jsonpath={.<field>}=<value>`. */
const waitFor = "pulumi.com/waitFor";

/** A field of the object has a value; of JSONPath, only names with dots between them are understood. */
function fieldJudge(expression: string): Judge | undefined {
  const [, path, value] = /^jsonpath=\{\.([\w.]+)\}=(.+)$/.exec(expression) ?? [];
  if (path === undefined) return undefined;
  return async (live) => {
    const found = at(live, ...path.split("."));
    if (String(found) === value) return ready;
    const message = asText(at(live, "status", "message"));
    return waiting(`${path} is not ${value} yet${message === "" ? "" : `: ${message}`}`);
  };
}

/** Whether a condition says which generation it is about, by itself or for the whole status, and that is not the newest one. */
function isOutdated(live: PropertyMap, condition: Property | undefined): boolean {
  const observed = at(condition, "observedGeneration") ?? at(live, "status", "observedGeneration");
  const generation = at(live, "metadata", "generation");
  return typeof observed === "number" && typeof generation === "number" && observed < generation;
}

function conditionJudge(expression: string): Judge | undefined {
  const [, type, status = "True"] = /^condition=([^=]+)(?:=(.+))?$/.exec(expression) ?? [];
  if (type === undefined) return undefined;
  return async (live) => {
    const conditions = asList(at(live, "status", "conditions"));
    const condition = conditions.find((candidate) => asText(at(candidate, "type")) === type);
    if (isOutdated(live, condition)) return waiting(`condition ${type} is about an earlier content`);
    if (condition !== undefined && asText(at(condition, "status")) === status) return ready;
    const message = condition === undefined ? "" : asText(at(condition, "message"));
    return waiting(`condition ${type} is not ${status} yet${message === "" ? "" : `: ${message}`}`);
  };
}

/** How to tell whether an object is ready; undefined for kinds that are ready once they exist, unless it names a condition itself. */
export function judgeOf(object: PropertyMap): Judge | undefined {
  const { apiVersion, kind } = identity(object);
  const expression = asText(at(object, "metadata", "annotations", waitFor));
  return conditionJudge(expression) ?? fieldJudge(expression) ?? judges.get(`${apiVersion}/${kind}`);
}
