import { setTimeout as sleep } from "node:timers/promises";
import { asText, at, isMap, type PropertyMap } from "../../protocol/property.ts";
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

const dryRun = (preview: boolean): Record<string, string> => (preview ? { dryRun: "All" } : {});

function explainConflict(error: unknown, manager: string): unknown {
  if (!(error instanceof ApiError) || error.status !== 409) return error;
  const text = `server-side apply field conflict detected; field manager "${manager}": ${error.message}`;
  return new ApiError(text, error.status, error.reason);
}

/** Applies the object on the server's side. Fields of other managers are taken over only where that is asked for. */
async function apply(object: PropertyMap, manager: string, force: boolean, cluster: Cluster, preview: boolean) {
  const server = reachable(cluster);
  const path = await pathOf(object, cluster, identity(object).name);
  const query = { fieldManager: manager, force: String(force), ...dryRun(preview) };
  try {
    return await server.patch(path, "apply", object, query);
  } catch (error) {
    throw explainConflict(error, manager);
  }
}

async function createOnce(object: PropertyMap, manager: string, cluster: Cluster, preview: boolean) {
  if (cluster.upsert) return apply(object, manager, preview || forces(object, cluster), cluster, preview);
  const path = await pathOf(object, cluster);
  return reachable(cluster).post(path, object, { fieldManager: creator, ...dryRun(preview) });
}

function forces(object: PropertyMap, cluster: Cluster): boolean {
  return cluster.force || forcesPatch(object);
}

/**
 * Creates the object; one that exists is an error unless the provider upserts. What a missing namespace or CRD may
 * still be bringing about is tried again for half a minute.
 */
export async function create(object: PropertyMap, manager: string, cluster: Cluster): Promise<PropertyMap> {
  for (let delay = 1000; ; delay *= 2) {
    try {
      return await createOnce(object, manager, cluster, false);
    } catch (error) {
      const mayAppear = isNotFound(error) || error instanceof UnknownKindError;
      if (!mayAppear || delay > 16_000 || cluster.cancelled.aborted) throw error;
      await sleep(delay, undefined, { signal: cluster.cancelled });
    }
  }
}

/** Asks the server what creating the object would give. Undefined when only a real run can tell. */
export async function tryCreate(object: PropertyMap, cluster: Cluster): Promise<PropertyMap | undefined> {
  const { apiVersion, kind } = identity(object);
  if ((await cluster.kinds.find(apiVersion, kind)) === undefined) return undefined;
  try {
    return await createOnce(object, creator, cluster, true);
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

async function replaceDefinition(
  object: PropertyMap,
  live: PropertyMap,
  manager: string,
  query: object,
  url: string,
  cluster: Cluster,
) {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const resourceVersion = asText(at(live, "metadata", "resourceVersion"));
  const body = { ...object, metadata: { ...metadata, resourceVersion } };
  return reachable(cluster).put(url, body, { fieldManager: manager, ...query });
}

/** Brings an existing object to what is asked for; CRDs are replaced as a whole. */
export async function update(
  object: PropertyMap,
  manager: string,
  cluster: Cluster,
  preview: boolean,
): Promise<PropertyMap> {
  const path = await pathOf(object, cluster, identity(object).name);
  const live = await reachable(cluster).get(path);
  if (isDefinition(object)) return replaceDefinition(object, live, manager, dryRun(preview), path, cluster);
  const inheritance = handOver(live, manager);
  if (inheritance !== undefined && !preview) await reachable(cluster).patch(path, "json", inheritance);
  const force = forces(object, cluster) || (preview && inheritance !== undefined);
  return apply(object, manager, force, cluster, preview);
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
