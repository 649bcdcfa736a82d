import { isDeepStrictEqual } from "node:util";
import {
  ApiException,
  ApiextensionsV1Api,
  CustomObjectsApi,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  PatchStrategy,
  setHeaderOptions,
  type V1CustomResourceDefinition,
} from "@kubernetes/client-node";
import type { Condition } from "./conditions.ts";
import { watch } from "./watch.ts";
import { WorkQueue } from "./work-queue.ts";

/** A kind of custom resource. */
export interface Kind {
  group: string;
  version: string;
  plural: string;
  kind: string;
}

/** What every status of these kinds has. */
export interface Status {
  conditions?: Condition[];
}

/** A custom resource. */
export interface CustomObject<Spec, Its extends Status = Status> extends KubernetesObject {
  spec?: Spec;
  status?: Its;
}

/** Names an object of a kind: `namespace/name`, or `/name` where the kind belongs to the cluster. */
export function keyOf(object: KubernetesObject): string {
  return `${object.metadata?.namespace ?? ""}/${object.metadata?.name ?? ""}`;
}

/** The custom resources of a cluster. */
export class CustomResources {
  private readonly config: KubeConfig;
  private readonly api: CustomObjectsApi;
  private readonly followed = new Map<string, { kind: Kind; queue: WorkQueue; stop?: () => void }>();

  constructor(config: KubeConfig) {
    this.config = config;
    this.api = config.makeApiClient(CustomObjectsApi);
  }

  /**
   * Reconciles each object of a kind after every change of it, as soon as the kind is defined and for as long as it is.
   * The returned queue takes keys of objects that have to be looked at for other reasons. `start` has to follow.
   */
  reconcile<Spec, Its extends Status>(
    kind: Kind,
    work: (object: CustomObject<Spec, Its>) => Promise<number | undefined>,
  ): WorkQueue {
    const queue = new WorkQueue(kind.plural, async (key) => {
      const [namespace = "", name = ""] = key.split("/");
      const object = await this.get<Spec, Its>(kind, namespace, name);
      if (object === undefined || object.metadata?.deletionTimestamp !== undefined) return undefined;
      return work(object);
    });
    this.followed.set(`${kind.plural}.${kind.group}`, { kind, queue });
    return queue;
  }

  /** Follows the definitions of all kinds that `reconcile` was called for. */
  start(): void {
    const api = this.config.makeApiClient(ApiextensionsV1Api);
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    watch(this.config, path, () => api.listCustomResourceDefinition(), this.defined.bind(this));
  }

  private defined(definition: V1CustomResourceDefinition, deleted: boolean): void {
    const known = this.followed.get(definition.metadata?.name ?? "");
    if (known === undefined) return;
    const conditions = definition.status?.conditions ?? [];
    const served = !deleted && conditions.some(({ type, status }) => type === "Established" && status === "True");
    if (served && known.stop === undefined) known.stop = this.follow(known.kind, known.queue);
    if (deleted) {
      known.stop?.();
      delete known.stop;
    }
  }

  private follow({ group, version, plural }: Kind, queue: WorkQueue): () => void {
    const list = (): Promise<KubernetesListObject<KubernetesObject>> =>
      this.api.listCustomObjectForAllNamespaces({ group, version, resourcePlural: plural });
    return watch(this.config, `/apis/${group}/${version}/${plural}`, list, (object) => queue.add(keyOf(object)));
  }

  /** The object as it is now; undefined if there is none, or no such kind. */
  async get<Spec, Its extends Status = Status>(
    kind: Kind,
    namespace: string,
    name: string,
  ): Promise<CustomObject<Spec, Its> | undefined> {
    const { group, version, plural } = kind;
    try {
      if (namespace === "") return await this.api.getClusterCustomObject({ group, version, plural, name });
      return await this.api.getNamespacedCustomObject({ group, version, plural, namespace, name });
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }
  }

  /** Writes a status unless it is the one the object has. */
  async setStatus<Its extends Status>(kind: Kind, object: CustomObject<unknown, Its>, status: Its): Promise<void> {
    if (isDeepStrictEqual(object.status ?? {}, { ...object.status, ...status })) return;
    const { group, version, plural } = kind;
    const { name = "", namespace } = object.metadata ?? {};
    const target = { group, version, plural, name, body: { status } };
    const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
    if (namespace === undefined) await this.api.patchClusterCustomObjectStatus(target, merge);
    else await this.api.patchNamespacedCustomObjectStatus({ ...target, namespace }, merge);
  }
}
