import { asList, asText, at, type PropertyMap } from "../protocol/property.ts";
import { type ApiServer, isNotFound } from "./api-server.ts";

/** A kind of object as the API server serves it. */
export interface Kind {
  apiVersion: string;
  kind: string;
  /** The name in paths, e.g. `deployments`. */
  plural: string;
  namespaced: boolean;
}

/** Built-in kinds without a namespace, for when no server can be asked. */
const clusterScoped = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "IngressClass",
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
  "VolumeAttachment",
]);

/** What kinds there are: what the server serves, and what CRDs of the program will add. */
export class Kinds {
  #server: ApiServer | undefined;
  #served = new Map<string, Promise<Kind[]>>();
  #declared = new Map<string, boolean>();
  #sources: (() => Promise<PropertyMap[]>)[] = [];

  /** Without a server only built-in and declared kinds are known. */
  constructor(server: ApiServer | undefined) {
    this.#server = server;
  }

  /** The kind as served; undefined if the server does not serve it (yet). */
  async find(apiVersion: string, kind: string): Promise<Kind | undefined> {
    if (this.#server === undefined) return undefined;
    const found = (await this.#list(this.#server, apiVersion)).find((served) => served.kind === kind);
    if (found === undefined) this.#served.delete(apiVersion);
    return found;
  }

  /** Whether the kind has namespaces; undefined if nobody knows. */
  async isNamespaced(apiVersion: string, kind: string): Promise<boolean | undefined> {
    const served = await this.find(apiVersion, kind);
    if (served !== undefined) return served.namespaced;
    if (isBuiltIn(apiVersion)) return !clusterScoped.has(kind);
    if (!this.#declared.has(`${apiVersion}/${kind}`)) await this.#askSources();
    return this.#declared.get(`${apiVersion}/${kind}`);
  }

  /** Learns the kinds of a CustomResourceDefinition that is yet to be created. */
  declare(definition: PropertyMap): void {
    const group = asText(at(definition, "spec", "group"));
    const kind = asText(at(definition, "spec", "names", "kind"));
    const namespaced = at(definition, "spec", "scope") !== "Cluster";
    for (const version of asList(at(definition, "spec", "versions"))) {
      this.#declared.set(`${group}/${asText(at(version, "name"))}/${kind}`, namespaced);
    }
  }

  /** Names a source of definitions, e.g. a chart; it is asked only when a kind is unknown. */
  declareLater(source: () => Promise<PropertyMap[]>): void {
    this.#sources.push(source);
  }

  async #askSources(): Promise<void> {
    const sources = this.#sources.splice(0);
    for (const source of sources) for (const definition of await source()) this.declare(definition);
  }

  /** Forgets what the server serves: a CRD has come or gone. */
  reset(): void {
    this.#served.clear();
  }

  #list(server: ApiServer, apiVersion: string): Promise<Kind[]> {
    const cached = this.#served.get(apiVersion);
    if (cached !== undefined) return cached;
    const listing = discover(server, apiVersion);
    this.#served.set(apiVersion, listing);
    listing.catch(() => this.#served.delete(apiVersion));
    return listing;
  }
}

/** Whether a group is one of the server's own: those have no dots, or end in `.k8s.io`. */
export function isBuiltIn(apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return !group.includes(".") || group.endsWith(".k8s.io");
}

async function discover(server: ApiServer, apiVersion: string): Promise<Kind[]> {
  try {
    const answer = await server.get(`${apiVersion.includes("/") ? "/apis" : "/api"}/${apiVersion}`);
    return asList(answer.resources)
      .map((resource) => ({
        apiVersion,
        kind: asText(at(resource, "kind")),
        plural: asText(at(resource, "name")),
        namespaced: at(resource, "namespaced") === true,
      }))
      .filter((kind) => !kind.plural.includes("/"));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** The path of a kind's objects in a namespace, or of one of them. */
export function objectPath(kind: Kind, namespace: string, name?: string): string {
  const root = kind.apiVersion.includes("/") ? "/apis" : "/api";
  const scope = kind.namespaced ? `/namespaces/${encodeURIComponent(namespace || "default")}` : "";
  const last = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${root}/${kind.apiVersion}${scope}/${kind.plural}${last}`;
}
