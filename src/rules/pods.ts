import { at, mapsAt, textAt } from "../core/fields.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { AdmissionResources } from "./rule.ts";

/** Kinds that keep a number of pods. */
export const replicated = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"] as const;

/** Kinds that run pods for as long as they are there. */
export const serving = [...replicated, "DaemonSet"] as const;

/** Kinds that pods come from. A pod that one of them made follows from it, and is not judged again. */
export const podKinds = [...serving, "Job", "CronJob", "Pod"] as const;

/** The workloads that keep a number of pods, for the API server. */
export const replicatedResources: readonly AdmissionResources[] = [
  { apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments", "statefulsets", "replicasets"] },
  { apiGroups: [""], apiVersions: ["v1"], resources: ["replicationcontrollers"] },
];

/** The workloads whose pods are meant to last, for the API server. */
export const servingResources: readonly AdmissionResources[] = [
  ...replicatedResources,
  { apiGroups: ["apps"], apiVersions: ["v1"], resources: ["daemonsets"] },
];

/** Everything that pods come from, for the API server. */
export const podResources: readonly AdmissionResources[] = [
  ...servingResources,
  { apiGroups: ["batch"], apiVersions: ["v1"], resources: ["jobs", "cronjobs"] },
  { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] },
];

/** The same, and pods that a container is added to while they run, as `kubectl debug` does. */
export const containerResources: readonly AdmissionResources[] = [
  ...podResources,
  { apiGroups: [""], apiVersions: ["v1"], resources: ["pods/ephemeralcontainers"] },
];

/** The spec of the pods that an object makes. */
export function podOf(object: JsonObject): Json | undefined {
  if (object.kind === "Pod") return object.spec;
  if (object.kind === "CronJob") return at(object, "spec", "jobTemplate", "spec", "template", "spec");
  return at(object, "spec", "template", "spec");
}

/** The containers that an object's pods begin with, those that run first among them. */
export function ownContainersOf(object: JsonObject): readonly JsonObject[] {
  const pod = podOf(object);
  return [...mapsAt(pod, "containers"), ...mapsAt(pod, "initContainers")];
}

/** The containers of an object's pods, those that were added while they ran among them. */
export function containersOf(object: JsonObject): readonly JsonObject[] {
  return [...ownContainersOf(object), ...mapsAt(podOf(object), "ephemeralContainers")];
}

/** How messages name a container. */
export function nameOf(container: JsonObject): string {
  return `container '${textAt(container, "name")}'`;
}

/** `podOf`, `ownContainersOf` and `containersOf` in CEL, as `variables.pod`, `variables.own` and `variables.all`. */
export const podVariables = {
  pod:
    "object.kind == 'Pod' ? dyn(object).spec : object.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template.spec : " +
    "dyn(object).spec.template.spec",
  own: "dyn(variables.pod.containers) + (has(variables.pod.initContainers) ? dyn(variables.pod.initContainers) : dyn([]))",
  all: "variables.own + (has(variables.pod.ephemeralContainers) ? dyn(variables.pod.ephemeralContainers) : dyn([]))",
} as const;

/** A CEL list of faults: the containers (`c`) that an expression holds for, by name, with what is wrong. */
export function faultyContainers(expression: string, wrong: string, containers: "own" | "all" = "all"): string {
  return `variables.${containers}.filter(c, ${expression}).map(c, "container '" + c.name + "' ${wrong}")`;
}
