import { mapAt } from "../../core/fields.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { keepAnnotation, releaseNamespaceMark } from "../../core/labels.ts";
import type { ReleaseKey } from "../../plan/releases.ts";

/** One object as it would be sent to the cluster, secret data masked. */
export interface RenderedObject {
  /** `namespace/Kind/name`, or `Kind/name` for a cluster's own; `Kind.group` where several have it. Among others, unlike any. */
  readonly id: string;
  readonly object: JsonObject;
  /** The release that brings it; absent for what the program creates by itself. */
  readonly release?: string;
  /** It lies in its chart's folder `crds`: Helm installs it once, and never changes or deletes it. */
  readonly installedOnce?: true;
  /** It stays in the cluster when nobody wants it any more. */
  readonly retained?: true;
  /** For each key of a Secret what tells its value from another one on this machine; never shown. */
  readonly prints?: Readonly<Record<string, string>>;
}

/** Kinds of Kubernetes and of common operators that belong to the cluster, not to a namespace. */
const clusterKinds: ReadonlySet<string> = new Set([
  "APIService",
  "CSIDriver",
  "ClusterIssuer",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterSecretStore",
  "CustomResourceDefinition",
  "GatewayClass",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeSnapshotClass",
]);

/** The kinds that belong to the cluster: those that everybody knows, that are known besides, or that definitions say so of. */
export function clusterKindsOf(objects: readonly JsonObject[], known: readonly string[] = []): ReadonlySet<string> {
  const defined = objects.flatMap(({ kind, spec }) => {
    if (kind !== "CustomResourceDefinition" || !isObject(spec) || spec.scope !== "Cluster") return [];
    return isObject(spec.names) ? [String(spec.names.kind)] : [];
  });
  return new Set([...clusterKinds, ...known, ...defined]);
}

/** What an object is called; `namespace` is where it goes if it names none and does not belong to the cluster. */
export function idOf({ kind, metadata }: JsonObject, namespace: string, clustered: ReadonlySet<string>): string {
  const { name, namespace: own = namespace } = mapAt(metadata);
  const place = clustered.has(String(kind)) ? "" : own;
  return [place, kind, name].filter((part) => part !== "" && part !== undefined).join("/");
}

/** What tells an object from all others: its id, always with the group of its kind. */
export function keyOf({ id, object }: Pick<RenderedObject, "id" | "object">): string {
  const parts = id.split("/");
  return [...parts.slice(0, -2), kindOf({ object }), ...parts.slice(-1)].join("/");
}

/** The kind of an object, with its group where it has one: `StatefulSet.apps`. */
export function kindOf({ object }: Pick<RenderedObject, "object">): string {
  const group = groupOf(object);
  return group === "" ? String(object.kind) : `${object.kind}.${group}`;
}

/** An object's metadata; empty if it has none. */
export function metadataOf(object: JsonObject): JsonObject {
  return mapAt(object, "metadata");
}

/** An object's annotations; empty if it has none. */
export function annotationsOf(object: JsonObject): JsonObject {
  return mapAt(object, "metadata", "annotations");
}

/** The group of an object's kind; empty for Kubernetes' own first one. */
export function groupOf({ apiVersion }: JsonObject): string {
  return String(apiVersion).split("/").slice(0, -1).join("/");
}

/** Whether Helm runs an object at some moment of a release instead of keeping it. */
export function isHook(object: JsonObject): boolean {
  return annotationsOf(object)["helm.sh/hook"] !== undefined;
}

/** What Helm puts on each object that it sends for a release, and knows it by. */
export function helmMarks({ name, namespace }: ReleaseKey) {
  return {
    labels: { "app.kubernetes.io/managed-by": "Helm" },
    annotations: { "meta.helm.sh/release-name": name, [releaseNamespaceMark]: namespace },
  };
}

/** Whether Helm leaves an object in the cluster when its release goes. */
export function isRetained(object: JsonObject): boolean {
  return keepAnnotation in annotationsOf(object);
}
