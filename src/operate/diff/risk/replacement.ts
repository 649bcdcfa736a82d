import { isObject, isSame, type JsonObject } from "../../../core/json.ts";
import { isHook, kindOf } from "../../render/object.ts";
import { at } from "./fields.ts";
import type { RiskRule } from "./risk.ts";

/** Fields that Kubernetes refuses to change, by kind. */
const fixed: Readonly<Record<string, readonly string[]>> = {
  "ClusterRoleBinding.rbac.authorization.k8s.io": ["roleRef"],
  "CustomResourceDefinition.apiextensions.k8s.io": ["spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"],
  "DaemonSet.apps": ["spec.selector"],
  "Deployment.apps": ["spec.selector"],
  "IngressClass.networking.k8s.io": ["spec.controller"],
  "Job.batch": ["spec.template", "spec.selector", "spec.completionMode"],
  PersistentVolume: ["spec.csi", "spec.hostPath", "spec.local", "spec.nfs", "spec.nodeAffinity"],
  "PriorityClass.scheduling.k8s.io": ["value", "preemptionPolicy"],
  "RoleBinding.rbac.authorization.k8s.io": ["roleRef"],
  Service: ["spec.clusterIP"],
  "StorageClass.storage.k8s.io": ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
  /** The way to the cluster, as the engine keeps it. */
  Provider: ["spec.identifier"],
};

/** The only fields of `spec` that Kubernetes lets change, by kind. */
const free: Readonly<Record<string, readonly string[]>> = {
  PersistentVolumeClaim: ["resources", "volumeAttributesClassName"],
  "StatefulSet.apps": [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
  ],
};

/** Which fields of a change can only be had by another object in its place. */
export const replacement: RiskRule = ({ before, after }) => {
  if (before === undefined || after === undefined || isHook(after.object)) return [];
  const kind = kindOf(after);
  const paths = [
    ...(fixed[kind] ?? []),
    ...closedPaths(kind, before.object, after.object),
    ...lockedData(before.object),
  ];
  const changed = paths.filter((path) => !isSame(at(before.object, path), at(after.object, path)));
  if (changed.length === 0) return [];
  if (kind === "Provider") return ["another cluster: everything is made anew there, and taken away here"];
  return [`${changed.join(", ")} cannot be changed: it has to be deleted and made anew`];
};

function closedPaths(kind: string, before: JsonObject, after: JsonObject): readonly string[] {
  const open = free[kind];
  if (open === undefined || !isObject(before.spec) || !isObject(after.spec)) return [];
  const keys = new Set([...Object.keys(before.spec), ...Object.keys(after.spec)]);
  return [...keys].filter((key) => !open.includes(key)).map((key) => `spec.${key}`);
}

function lockedData({ kind, immutable }: JsonObject): readonly string[] {
  return immutable === true && (kind === "ConfigMap" || kind === "Secret") ? ["data", "binaryData", "stringData"] : [];
}
