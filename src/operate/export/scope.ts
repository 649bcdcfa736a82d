import { isObject, type JsonObject } from "../../core/json.ts";

/** Kinds of Kubernetes itself that belong to the cluster; those of others are told by their definitions. */
const ofTheCluster = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

/** Custom kinds without a namespace whose definitions an environment may not bring itself. */
const customOfTheCluster = /^(Cluster(Issuer|SecretStore|ExternalSecret)|GatewayClass|CiliumClusterwide\w+)$/;

/** The names of the kinds, as `group/Kind`, that the definitions among some objects declare, and whether they have namespaces. */
export function declaredScopes(objects: readonly JsonObject[]): ReadonlyMap<string, boolean> {
  return new Map(
    objects.flatMap(({ kind, spec }) => {
      if (kind !== "CustomResourceDefinition" || !isObject(spec) || !isObject(spec.names)) return [];
      return [[`${spec.group}/${spec.names.kind}`, spec.scope === "Namespaced"] as const];
    }),
  );
}

/**
 * An object with its namespace written out. Helm is told the namespace with the command, and charts leave it out; whoever applies
 * a file needs it there.
 */
export function withNamespace(
  object: JsonObject,
  namespace: string,
  declared: ReadonlyMap<string, boolean>,
): JsonObject {
  const { kind, apiVersion, metadata } = object;
  if (!isObject(metadata) || metadata.namespace !== undefined || namespace === "") return object;
  const group = String(apiVersion).includes("/") ? String(apiVersion).split("/")[0] : "";
  const namespaced =
    declared.get(`${group}/${kind}`) ?? !(ofTheCluster.has(String(kind)) || customOfTheCluster.test(String(kind)));
  return namespaced ? { ...object, metadata: { ...metadata, namespace } } : object;
}
