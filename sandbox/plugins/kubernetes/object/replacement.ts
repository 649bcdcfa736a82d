import { at, isMap, type Property, type PropertyMap } from "../../protocol/property.ts";
import type { Path } from "../changes.ts";
import { type Cluster, identity } from "../cluster.ts";
import { isSecret } from "./normalize.ts";

const selector = ["spec.selector"];
const statefulSet = [
  "spec.podManagementPolicy",
  "spec.revisionHistoryLimit",
  "spec.selector",
  "spec.serviceName",
  "spec.volumeClaimTemplates",
];
const container = [
  "args,command,env,image,imagePullPolicy,lifecycle,livenessProbe,ports,readinessProbe,resources,securityContext",
  "stdin,stdinOnce,terminationMessagePath,terminationMessagePolicy,tty,volumeDevices,volumeMounts,workingDir",
].flatMap((names) => names.split(","));
const podSpec = [
  "affinity,automountServiceAccountToken,dnsConfig,dnsPolicy,enableServiceLinks,hostAliases,hostIPC,hostNetwork,hostPID",
  "hostname,imagePullSecrets,nodeName,nodeSelector,overhead,preemptionPolicy,priority,priorityClassName,readinessGates",
  "restartPolicy,runtimeClassName,schedulerName,securityContext,serviceAccount,serviceAccountName",
  "shareProcessNamespace,subdomain,terminationGracePeriodSeconds,volumes",
].flatMap((names) => names.split(","));
const volumeSources = [
  "awsElasticBlockStore,azureDisk,azureFile,cephfs,cinder,csi,fc,flexVolume,flocker,gcePersistentDisk,glusterfs",
  "hostPath,iscsi,local,nfs,photonPersistentDisk,portworxVolume,quobyte,rbd,scaleIO,storageos,vsphereVolume",
].flatMap((names) => names.split(","));

/** Fields that cannot be changed in place, by API version and kind; `*` stands for any position of a list. */
const immutable = new Map<string, string[]>([
  ["apps/v1/Deployment", selector],
  ["apps/v1/DaemonSet", selector],
  ["apps/v1/StatefulSet", statefulSet],
  ["batch/v1/Job", ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"]],
  ["rbac.authorization.k8s.io/v1/RoleBinding", ["roleRef"]],
  ["rbac.authorization.k8s.io/v1/ClusterRoleBinding", ["roleRef"]],
  ["storage.k8s.io/v1/StorageClass", ["parameters", "provisioner"]],
  ["v1/PersistentVolumeClaim", ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"]],
  ["v1/PersistentVolume", volumeSources.map((name) => `spec.${name}`)],
  [
    "v1/Pod",
    [
      ...podSpec.map((name) => `spec.${name}`),
      ...container.flatMap((name) => [`spec.containers.*.${name}`, `spec.initContainers.*.${name}`]),
    ],
  ],
  ["v1/ResourceQuota", ["spec.scopes"]],
  ["v1/Secret", ["type"]],
  ["v1/Service", ["spec.clusterIP"]],
]);

/** Secrets and ConfigMaps are replaced on any change of data unless the provider is told that they are mutable. */
function dataFields(object: PropertyMap, cluster: Cluster): string[] {
  const isConfigMap = object.apiVersion === "v1" && object.kind === "ConfigMap";
  const frozen = at(object, "immutable") === true;
  if (isSecret(object) && (frozen || !cluster.secretMutable)) return ["type", "stringData", "data"];
  if (isConfigMap && (frozen || !cluster.configMapMutable)) return ["binaryData", "data"];
  return [];
}

function has(value: Property | undefined, steps: string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return value !== undefined && value !== null;
  if (Array.isArray(value)) return step === "*" && value.some((item) => has(item, rest));
  return isMap(value) && has(value[step], rest);
}

/** A change concerns a field when it lies at or below it, or adds something that contains it. */
function concerns(field: string[], path: Path, value: Property | undefined): boolean {
  for (const [index, step] of field.entries()) {
    const taken = path[index];
    if (taken === undefined) return has(value, field.slice(index));
    if (step !== "*" && step !== taken) return false;
  }
  return true;
}

/** Decides which changed paths of an object force its replacement. */
export function replacing(object: PropertyMap, cluster: Cluster): (path: Path, value: Property | undefined) => boolean {
  const { apiVersion, kind } = identity(object);
  const fields = [
    "metadata.name",
    "metadata.namespace",
    ...(immutable.get(`${apiVersion}/${kind}`) ?? []),
    ...dataFields(object, cluster),
  ].map((field) => field.split("."));
  return (path, value) => fields.some((field) => concerns(field, path, value));
}
