import type { Engine } from "../protocol/engine.ts";
import { asText, at, type PropertyMap } from "../protocol/property.ts";
import { ApiServer } from "./api-server.ts";
import { Kinds } from "./kinds.ts";
import {
  activeCluster,
  ambientKubeconfig,
  connection,
  type Kubeconfig,
  readKubeconfig,
  type Selection,
} from "./kubeconfig.ts";

/** A configured provider: one cluster and how to work with it. */
export interface Cluster {
  /** Undefined when the cluster is unreachable. */
  server: ApiServer | undefined;
  /** Why the cluster is unreachable. */
  unreachable: string;
  kinds: Kinds;
  kubeconfig: Kubeconfig | undefined;
  selection: Selection;
  /** For objects that name no namespace. */
  namespace: string;
  /** Take over an existing object instead of failing. */
  upsert: boolean;
  secretMutable: boolean;
  configMapMutable: boolean;
  /** Take over fields that another manager owns. */
  force: boolean;
  engine: Engine;
  /** Aborted when the engine cancels. */
  cancelled: AbortSignal;
}

/** The server, or an error that says why there is none. */
export function reachable(cluster: Cluster): ApiServer {
  if (cluster.server !== undefined) return cluster.server;
  throw new Error(`configured Kubernetes cluster is unreachable: ${cluster.unreachable}`);
}

const left = ["renderYamlToDirectory", "helmReleaseSettings", "deleteUnreachable", "skipUpdateUnreachable"];

function findKubeconfig(given: string): Kubeconfig | undefined {
  return given === "" ? ambientKubeconfig() : readKubeconfig(given);
}

/** Options of the official provider which this stand-in does not follow are errors, rather than being ignored. */
function rejectUnsupported(option: (name: string) => string): void {
  const problems = left.filter((name) => !["", "false", "{}"].includes(option(name)));
  if (option("enableServerSideApply") === "false") problems.push("enableServerSideApply: false");
  if (problems.length > 0)
    throw new Error(`this stand-in for the Kubernetes provider leaves out ${problems.join(", ")}`);
}

/**
 * Makes a cluster of the provider's configuration. An invalid kubeconfig or a server that does not answer is no error
 * here: previews go on without it.
 */
export async function configure(
  variables: Map<string, string>,
  engine: Engine,
  cancelled: AbortSignal,
): Promise<Cluster> {
  const option = (name: string): string => variables.get(`kubernetes:config:${name}`) ?? "";
  rejectUnsupported(option);
  const cluster: Cluster = {
    server: undefined,
    unreachable: "",
    kinds: new Kinds(undefined),
    kubeconfig: undefined,
    selection: { context: option("context"), cluster: option("cluster") },
    namespace: option("namespace") || "default",
    upsert: option("upsertExistingObjects") === "true",
    secretMutable: option("enableSecretMutable") === "true",
    configMapMutable: option("enableConfigMapMutable") === "true",
    force: option("enablePatchForce") === "true",
    engine,
    cancelled,
  };
  try {
    await join(cluster, option("kubeconfig"), option("namespace"));
  } catch (error) {
    cluster.unreachable = error instanceof Error ? error.message : String(error);
  }
  return cluster;
}

async function join(cluster: Cluster, given: string, namespace: string): Promise<void> {
  cluster.kubeconfig = findKubeconfig(given);
  if (cluster.kubeconfig === undefined) throw new Error("no kubeconfig is configured");
  const target = connection(cluster.kubeconfig, cluster.selection);
  cluster.namespace = namespace || target.namespace;
  const server = new ApiServer(target);
  await server.get("/version", { timeout: 15_000 });
  cluster.server = server;
  cluster.kinds = new Kinds(server);
}

/** The cluster entry which provider inputs lead to; undefined when they lead to none. */
export function configuredCluster(inputs: PropertyMap): PropertyMap | undefined {
  const given = inputs.kubeconfig ?? "";
  const text = typeof given === "string" ? given : JSON.stringify(given);
  if (text === "") return undefined;
  const selection = { context: asText(inputs.context), cluster: asText(inputs.cluster) };
  return activeCluster(readKubeconfig(text), selection);
}

/** What an object says it is. */
export function identity(object: PropertyMap): { apiVersion: string; kind: string; namespace: string; name: string } {
  return {
    apiVersion: asText(object.apiVersion),
    kind: asText(object.kind),
    namespace: asText(at(object, "metadata", "namespace")),
    name: asText(at(object, "metadata", "name")),
  };
}
