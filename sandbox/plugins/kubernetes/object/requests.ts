import { setTimeout as sleep } from "node:timers/promises";
import { asMap, asText, at, type PropertyMap } from "../../protocol/property.ts";
import { ApiError, isNotFound } from "../api-server.ts";
import { type Cluster, identity, reachable } from "../cluster.ts";
import { type Kind, objectPath } from "../kinds.ts";
import { deletionPropagation, forcesPatch } from "./annotations.ts";
import { creator, handOver } from "./managed-fields.ts";
import { isDefinition } from "./normalize.ts";

/** The server does not serve the object's kind. */
export class UnknownKindError extends Error {}

async function kindOf(object: PropertyMap, cluster: Cluster): Promise<Kind> {
  const { apiVersion, kind } = identity(object);
  const found = await cluster.kinds.find(apiVersion, kind);
  if (found !== undefined) return found;
  throw new UnknownKindError(`no matches for kind "${kind}" in version "${apiVersion}"`);
}

async function pathOf(object: PropertyMap, cluster: Cluster, name?: string): Promise<string> {
  return objectPath(await kindOf(object, cluster), identity(object).namespace, name);
}

/** An object to be written. */
interface Write {
  object: PropertyMap;
  /** Who is to own the fields. */
  manager: string;
  cluster: Cluster;
  /** Ask the server what the result would be, and change nothing. */
  preview: boolean;
}

function query({ preview }: Write, manager: string): Record<string, string> {
  return { fieldManager: manager, ...(preview ? { dryRun: "All" } : {}) };
}

/** Whether fields that belong to other managers are taken over. */
function forces({ object, cluster }: Write): boolean {
  return cluster.force || forcesPatch(object);
}

function explainConflict(error: unknown, manager: string): unknown {
  if (!(error instanceof ApiError) || error.status !== 409) return error;
  const text = `server-side apply field conflict detected; field manager "${manager}": ${error.message}`;
  return new ApiError(text, error.status, error.reason);
}

async function apply(write: Write, force: boolean): Promise<PropertyMap> {
  const { object, manager, cluster } = write;
  const path = await pathOf(object, cluster, identity(object).name);
  try {
    return await reachable(cluster).patch(path, "apply", object, { ...query(write, manager), force: String(force) });
  } catch (error) {
    throw explainConflict(error, manager);
  }
}

async function createOnce(write: Write): Promise<PropertyMap> {
  const { object, cluster, preview } = write;
  if (cluster.upsert) return apply(write, preview || forces(write));
  return reachable(cluster).post(await pathOf(object, cluster), object, query(write, creator));
}

/**
 * Creates the object; one that exists is an error unless the provider upserts. What a missing namespace or CRD may
 * still be bringing about is tried again for half a minute.
 */
export async function create(object: PropertyMap, manager: string, cluster: Cluster): Promise<PropertyMap> {
  for (let delay = 1000; ; delay *= 2) {
    try {
      return await createOnce({ object, manager, cluster, preview: false });
    } catch (error) {
      const mayAppear = isNotFound(error) || error instanceof UnknownKindError;
      if (!mayAppear || delay > 16_000) throw error;
      await sleep(delay, undefined, { signal: cluster.cancelled }).catch(() => {});
      if (cluster.cancelled.aborted) throw error;
    }
  }
}

/** Asks the server what creating the object would give. Undefined when only a real run can tell. */
export async function tryCreate(object: PropertyMap, cluster: Cluster): Promise<PropertyMap | undefined> {
  const { apiVersion, kind } = identity(object);
  if ((await cluster.kinds.find(apiVersion, kind)) === undefined) return undefined;
  try {
    return await createOnce({ object, manager: creator, cluster, preview: true });
  } catch (error) {
    const cannotTell = error instanceof ApiError && [403, 404, 409].includes(error.status);
    if (cannotTell || (error instanceof ApiError && error.message.includes("dry run"))) return undefined;
    throw error;
  }
}

/** Reads the live object. */
export async function read(object: PropertyMap, cluster: Cluster): Promise<PropertyMap> {
  return reachable(cluster).get(await pathOf(object, cluster, identity(object).name));
}

async function replaceDefinition(write: Write, live: PropertyMap, path: string): Promise<PropertyMap> {
  const { object, manager, cluster } = write;
  const resourceVersion = asText(at(live, "metadata", "resourceVersion"));
  const body = { ...object, metadata: { ...asMap(object.metadata), resourceVersion } };
  return reachable(cluster).put(path, body, query(write, manager));
}

/** Brings an existing object to what is asked for; CRDs are replaced as a whole. */
export async function update(
  object: PropertyMap,
  manager: string,
  cluster: Cluster,
  preview: boolean,
): Promise<PropertyMap> {
  const write = { object, manager, cluster, preview };
  const path = await pathOf(object, cluster, identity(object).name);
  const live = await reachable(cluster).get(path);
  if (isDefinition(object)) return replaceDefinition(write, live, path);
  const inheritance = handOver(live, manager);
  if (inheritance !== undefined && !preview) await reachable(cluster).patch(path, "json", inheritance);
  return apply(write, forces(write) || (preview && inheritance !== undefined));
}

/** Starts the deletion; false when the object is gone already. */
export async function remove(live: PropertyMap, inputs: PropertyMap, cluster: Cluster): Promise<boolean> {
  try {
    const path = await pathOf(live, cluster, identity(live).name);
    const options = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: deletionPropagation(inputs) };
    await reachable(cluster).delete(path, options);
    return true;
  } catch (error) {
    if (isNotFound(error) || error instanceof UnknownKindError) return false;
    throw error;
  }
}
