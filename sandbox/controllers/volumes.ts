import {
  ApiException,
  CoreV1Api,
  type KubeConfig,
  StorageV1Api,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1StorageClass,
} from "@kubernetes/client-node";
import { follow } from "./follow.ts";

const PROVISIONER = "rancher.io/local-path";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";
const ASKED_PROVISIONER = "volume.kubernetes.io/storage-provisioner";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

/**
 * Stands in for k3s' local-path provisioner: makes a volume for each claim that waits for one, and removes released
 * volumes that are to be deleted. The volumes hold nothing; binding them is the controller manager's work.
 */
export async function volumes(config: KubeConfig): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const storage = config.makeApiClient(StorageV1Api);
  await Promise.all([
    follow(
      config,
      "/api/v1/persistentvolumeclaims",
      () => core.listPersistentVolumeClaimForAllNamespaces(),
      (claim) => provision(core, storage, claim),
    ),
    follow(
      config,
      "/api/v1/persistentvolumes",
      () => core.listPersistentVolume(),
      (volume) => reclaim(core, volume),
    ),
  ]);
}

async function provision(core: CoreV1Api, storage: StorageV1Api, claim: V1PersistentVolumeClaim): Promise<void> {
  const annotations = claim.metadata?.annotations ?? {};
  // The controller manager names the provisioner once a claim needs a volume, and the scheduler the node.
  if (claim.status?.phase !== "Pending" || annotations[ASKED_PROVISIONER] !== PROVISIONER) return;
  const className = claim.spec?.storageClassName;
  if (claim.spec?.volumeName || className === undefined) return;
  const storageClass = await storage.readStorageClass({ name: className });
  if (storageClass.volumeBindingMode === "WaitForFirstConsumer" && !annotations[SELECTED_NODE]) return;
  try {
    await core.createPersistentVolume({ body: volumeFor(claim, storageClass, annotations[SELECTED_NODE]) });
  } catch (error) {
    if (!(error instanceof ApiException && error.code === 409)) throw error;
  }
}

function volumeFor(
  claim: V1PersistentVolumeClaim,
  storageClass: V1StorageClass,
  node: string | undefined,
): V1PersistentVolume {
  const { name = "", namespace = "", uid = "" } = claim.metadata ?? {};
  const onNode = { key: "kubernetes.io/hostname", operator: "In", values: [node ?? ""] };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `pvc-${uid}`, annotations: { [PROVISIONED_BY]: PROVISIONER } },
    spec: {
      accessModes: claim.spec?.accessModes ?? ["ReadWriteOnce"],
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? "1Gi" },
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace, uid },
      hostPath: { path: `/var/lib/simulated/${namespace}/${name}`, type: "DirectoryOrCreate" },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
      storageClassName: storageClass.metadata?.name ?? "",
      volumeMode: claim.spec?.volumeMode ?? "Filesystem",
      ...(node !== undefined && {
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [onNode] }] } },
      }),
    },
  };
}

async function reclaim(core: CoreV1Api, volume: V1PersistentVolume): Promise<void> {
  const { name, annotations, deletionTimestamp } = volume.metadata ?? {};
  const released = volume.status?.phase === "Released" && volume.spec?.persistentVolumeReclaimPolicy === "Delete";
  if (!released || annotations?.[PROVISIONED_BY] !== PROVISIONER || !name || deletionTimestamp) return;
  await core.deletePersistentVolume({ name });
}
