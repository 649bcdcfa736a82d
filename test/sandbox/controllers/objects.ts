import { readFileSync } from "node:fs";
import path from "node:path";
import {
  ApiException,
  ApiextensionsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Secret,
} from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import { eventually } from "../command.ts";

const definitions = path.resolve(import.meta.dirname, "..", "..", "..", "sandbox", "crds");

/** How long a stand-in may take, in seconds. */
const SECONDS = 30;

/** A condition of a custom resource. */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

/** A custom resource as the tests read it. */
export interface Custom {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string>; generation?: number };
  spec: object;
  status?: {
    conditions?: Condition[];
    refreshTime?: string;
    notAfter?: string;
    renewalTime?: string;
    revision?: number;
    observedGeneration?: number;
  };
}

/** Objects of a sandbox that its controllers work on. */
export class Objects {
  readonly core: CoreV1Api;
  readonly config = new KubeConfig();
  private readonly api: CustomObjectsApi;

  constructor(kubeconfig: string) {
    this.config.loadFromFile(kubeconfig);
    this.core = this.config.makeApiClient(CoreV1Api);
    this.api = this.config.makeApiClient(CustomObjectsApi);
  }

  /** Installs definitions of sandbox/crds, and waits until the server takes objects of them. */
  async define(...files: string[]): Promise<void> {
    const extensions = this.config.makeApiClient(ApiextensionsV1Api);
    const documents = files.flatMap((file) => parseAllDocuments(readFileSync(path.join(definitions, file), "utf8")));
    for (const document of documents) {
      const body: Custom = document.toJS();
      // The typed client would leave out fields whose names have hyphens.
      await this.api.createClusterCustomObject({ ...place(body), body });
      const { name } = body.metadata;
      await eventually(`definition ${name}`, SECONDS, async () => {
        const { status } = await extensions.readCustomResourceDefinition({ name });
        return status?.conditions?.find(({ type, status }) => type === "Established" && status === "True");
      });
    }
  }

  /** Creates an object, in namespace `default` unless it says otherwise. */
  async create(apiVersion: string, kind: string, name: string, spec: object, namespace = "default"): Promise<Custom> {
    const metadata = kind.startsWith("Cluster") ? { name } : { name, namespace };
    const body: Custom = { apiVersion, kind, metadata, spec };
    const target = place(body);
    // A kind is served a moment after it is established.
    await eventually(`${kind} can be created`, SECONDS, async () => {
      try {
        if (target.namespace === undefined) await this.api.createClusterCustomObject({ ...target, body });
        else await this.api.createNamespacedCustomObject({ ...target, namespace, body });
        return true;
      } catch (error) {
        if (error instanceof ApiException && error.code !== 404 && error.code !== 429) throw error;
        return undefined;
      }
    });
    return body;
  }

  /** Merges a change into an object of a namespace. */
  async change(object: Custom, body: object): Promise<void> {
    const { namespace = "", ...target } = place(object);
    const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
    await this.api.patchNamespacedCustomObject({ ...target, namespace, body }, merge);
  }

  /** The object as it is now. */
  async read(object: Custom): Promise<Custom> {
    const { namespace, ...target } = place(object);
    if (namespace === undefined) return this.api.getClusterCustomObject(target);
    return this.api.getNamespacedCustomObject({ ...target, namespace });
  }

  /** Waits for a condition to have this status, and returns the object. */
  that(object: Custom, type: string, status: string, extra: (seen: Custom) => boolean = () => true): Promise<Custom> {
    const what = `${object.kind} ${object.metadata.name} ${type}=${status}`;
    return eventually(what, SECONDS, async () => {
      const seen = await this.read(object);
      const found = seen.status?.conditions?.some((one) => one.type === type && one.status === status);
      return found && extra(seen) ? seen : undefined;
    });
  }

  /** Waits for a Secret to be as wanted. */
  secretThat(
    name: string,
    wanted: (data: Record<string, string>) => boolean,
    namespace = "default",
  ): Promise<V1Secret> {
    return eventually(`secret ${name}`, SECONDS, async () => {
      const secret = await this.secret(name, namespace);
      return secret !== undefined && wanted(texts(secret)) ? secret : undefined;
    });
  }

  /** A Secret; undefined if there is none. */
  async secret(name: string, namespace = "default"): Promise<V1Secret | undefined> {
    try {
      return await this.core.readNamespacedSecret({ name, namespace });
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }
  }

  /** Messages of events about an object. */
  async events({ metadata }: Custom): Promise<string[]> {
    const fieldSelector = `involvedObject.name=${metadata.name}`;
    const { items } = await this.core.listNamespacedEvent({
      namespace: metadata.namespace ?? "default",
      fieldSelector,
    });
    return items.map(({ reason, message }) => `${reason}: ${message}`);
  }
}

function place({ apiVersion, kind, metadata }: Custom) {
  const [group = "", version = ""] = apiVersion.split("/");
  return { group, version, plural: `${kind.toLowerCase()}s`, ...metadata };
}

/** The content of a Secret as text. */
export function texts(secret: V1Secret): Record<string, string> {
  const entries = Object.entries(secret.data ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]));
}
