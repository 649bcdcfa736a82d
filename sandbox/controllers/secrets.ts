import { isDeepStrictEqual } from "node:util";
import { ApiException, CoreV1Api, type KubeConfig, type V1ObjectMeta, type V1Secret } from "@kubernetes/client-node";
import { watch } from "./watch.ts";

/** A Secret's content: bytes by key. */
export type Content = Record<string, Buffer>;

/** A Secret to be written. */
export interface WantedSecret {
  namespace: string;
  name: string;
  /** Of a new Secret; the type of one that is there cannot change. */
  type: string;
  data: Content;
  metadata?: Pick<V1ObjectMeta, "labels" | "annotations" | "ownerReferences">;
  immutable?: boolean;
}

/** The Secrets of a cluster. */
export class Secrets {
  readonly core: CoreV1Api;
  private readonly config: KubeConfig;
  private readonly listeners: ((secret: V1Secret) => void)[] = [];

  constructor(config: KubeConfig) {
    this.config = config;
    this.core = config.makeApiClient(CoreV1Api);
  }

  /** Calls `changed` with each Secret after every change, its deletion too, once `start` was called. */
  onChange(changed: (secret: V1Secret) => void): void {
    this.listeners.push(changed);
  }

  /** Follows all Secrets. */
  start(): void {
    watch(
      this.config,
      "/api/v1/secrets",
      () => this.core.listSecretForAllNamespaces(),
      (secret) => {
        for (const changed of this.listeners) changed(secret);
      },
    );
  }

  /** A Secret; undefined if there is none. */
  async get(namespace: string, name: string): Promise<V1Secret | undefined> {
    try {
      return await this.core.readNamespacedSecret({ namespace, name });
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }
  }

  /** The text under a key of a Secret. Throws in the API server's words if there is no such Secret or key. */
  async text(namespace: string, name: string, key: string): Promise<string> {
    const secret = await this.get(namespace, name);
    if (secret === undefined) throw new Error(`secrets "${name}" not found`);
    const value = secret.data?.[key];
    if (value === undefined) throw new Error(`no data for "${key}" in secret '${namespace}/${name}'`);
    return Buffer.from(value, "base64").toString("utf8");
  }

  /** Creates the Secret, or gives the one that is there this content; labels and annotations of others stay. */
  async write(wanted: WantedSecret): Promise<V1Secret> {
    const { namespace, name } = wanted;
    const old = await this.get(namespace, name);
    const body = secretFor(wanted, old);
    if (old === undefined) return this.core.createNamespacedSecret({ namespace, body });
    if (isDeepStrictEqual(body, old)) return old;
    return this.core.replaceNamespacedSecret({ namespace, name, body });
  }
}

function secretFor(wanted: WantedSecret, old: V1Secret | undefined): V1Secret {
  const data = Object.fromEntries(Object.entries(wanted.data).map(([key, value]) => [key, value.toString("base64")]));
  const { labels, annotations, ownerReferences } = wanted.metadata ?? {};
  const metadata: V1ObjectMeta = { ...old?.metadata, name: wanted.name, namespace: wanted.namespace };
  if (labels !== undefined) metadata.labels = { ...old?.metadata?.labels, ...labels };
  if (annotations !== undefined) metadata.annotations = { ...old?.metadata?.annotations, ...annotations };
  if (ownerReferences !== undefined) metadata.ownerReferences = ownerReferences;
  const immutable = wanted.immutable ?? old?.immutable;
  return {
    ...old,
    apiVersion: "v1",
    kind: "Secret",
    metadata,
    type: old?.type ?? wanted.type,
    data,
    ...(immutable !== undefined && { immutable }),
  };
}

/** The content of a Secret, decoded. */
export function content(secret: V1Secret): Content {
  const entries = Object.entries(secret.data ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64")]));
}
