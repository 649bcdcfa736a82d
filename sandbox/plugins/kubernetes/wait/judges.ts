import { asList, asText, at, type PropertyMap } from "../../protocol/property.ts";
import { type Cluster, identity, reachable } from "../cluster.ts";
import { type Judge, type Readiness, ready, waiting } from "./readiness.ts";
import { daemonSet, deployment, isTrue, job, pod, statefulSet } from "./workloads.ts";

async function endpoints(live: PropertyMap, cluster: Cluster): Promise<number> {
  const { namespace, name } = identity(live);
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
  const slices = await reachable(cluster).get(path, { query: { labelSelector: `kubernetes.io/service-name=${name}` } });
  return asList(slices.items)
    .flatMap((slice) => asList(at(slice, "endpoints")))
    .filter((endpoint) => at(endpoint, "conditions", "ready") !== false).length;
}

/** A service sends traffic somewhere, and one of type LoadBalancer has an address. Headless ones need neither. */
const service: Judge = async (live, cluster) => {
  const type = asText(at(live, "spec", "type"));
  const isHeadless = at(live, "spec", "clusterIP") === "None";
  if (type === "ExternalName") return ready;
  if (type === "LoadBalancer" && asList(at(live, "status", "loadBalancer", "ingress")).length === 0) {
    return waiting("the service has no load balancer address yet");
  }
  if (isHeadless || at(live, "spec", "selector") === undefined) return ready;
  return (await endpoints(live, cluster)) > 0 ? ready : waiting("the service's selector matches no ready pod");
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

/** How to tell whether an object is ready; undefined for kinds that are ready once they exist. */
export function judgeOf(object: PropertyMap): Judge | undefined {
  const { apiVersion, kind } = identity(object);
  return judges.get(`${apiVersion}/${kind}`);
}
