import { asList, asNumber, asText, at, type Property, type PropertyMap } from "../../protocol/property.ts";
import { failed, type Judge, type Readiness, ready, waiting } from "./readiness.ts";

/** A condition of an object's status. */
export function condition(live: PropertyMap, type: string): Property | undefined {
  return asList(at(live, "status", "conditions")).find((item) => at(item, "type") === type);
}

/** Whether a condition of an object's status is true. */
export function isTrue(live: PropertyMap, type: string): boolean {
  return at(condition(live, type), "status") === "True";
}

const status = (live: PropertyMap, name: string): number => asNumber(at(live, "status", name));

function isObserved(live: PropertyMap): boolean {
  return status(live, "observedGeneration") >= asNumber(at(live, "metadata", "generation"));
}

function replicas(live: PropertyMap): number {
  const wanted = at(live, "spec", "replicas");
  return typeof wanted === "number" ? wanted : 1;
}

function count(live: PropertyMap, name: string): Readiness {
  return waiting(`${status(live, name)} of ${replicas(live)} pods ready`);
}

/** The new pods are there, ready, and the deployment is available. */
export const deployment: Judge = async (live) => {
  if (!isObserved(live)) return waiting("the deployment controller has not seen it yet");
  const wanted = replicas(live);
  const rolled = at(condition(live, "Progressing"), "reason") === "NewReplicaSetAvailable";
  const current = status(live, "updatedReplicas") >= wanted && status(live, "readyReplicas") >= wanted;
  return rolled && current && isTrue(live, "Available") ? ready : count(live, "readyReplicas");
};

/** All pods are ready and of the newest revision. */
export const statefulSet: Judge = async (live) => {
  if (!isObserved(live)) return waiting("the stateful set controller has not seen it yet");
  const onDelete = at(live, "spec", "updateStrategy", "type") === "OnDelete";
  const revision = at(live, "status", "currentRevision") === at(live, "status", "updateRevision");
  const complete = status(live, "replicas") === replicas(live) && status(live, "readyReplicas") === replicas(live);
  return complete && (onDelete || revision) ? ready : count(live, "readyReplicas");
};

/** A pod is ready on every node that should have one, all of the newest revision. */
export const daemonSet: Judge = async (live) => {
  if (!isObserved(live)) return waiting("the daemon set controller has not seen it yet");
  const wanted = status(live, "desiredNumberScheduled");
  const onDelete = at(live, "spec", "updateStrategy", "type") === "OnDelete";
  const updated = onDelete || status(live, "updatedNumberScheduled") === wanted;
  if (updated && status(live, "numberReady") === wanted) return ready;
  return waiting(`${status(live, "numberReady")} of ${wanted} pods ready`);
};

/** The job is complete; a failed one stays failed. */
export const job: Judge = async (live) => {
  if (at(live, "spec", "suspend") === true || isTrue(live, "Complete")) return ready;
  const failure = condition(live, "Failed");
  if (at(failure, "status") === "True") {
    return failed(`the job failed: ${asText(at(failure, "reason"))}: ${asText(at(failure, "message"))}`);
  }
  return waiting(`${status(live, "active")} pods active, ${status(live, "succeeded")} succeeded`);
};

/** The pod is ready, or done. */
export const pod: Judge = async (live) => {
  const phase = asText(at(live, "status", "phase"));
  if (phase === "Succeeded" || (phase === "Running" && isTrue(live, "Ready"))) return ready;
  return waiting(`the pod is ${phase || "not scheduled"}`);
};
