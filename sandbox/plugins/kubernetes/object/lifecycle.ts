import { asText, containsUnknown, type PropertyMap } from "../../protocol/property.ts";
import { type CreateCall, type DeleteCall, InitializationError, type UpdateCall } from "../../protocol/provider.ts";
import { type Cluster, identity, reachable } from "../cluster.ts";
import { NotReadyError, untilGone, untilReady } from "../wait/wait.ts";
import { skipsAwait, timeLimit } from "./annotations.ts";
import { isDefinition, normalize } from "./normalize.ts";
import { create, read, remove, tryCreate, update } from "./requests.ts";
import { checkpoint, newFieldManager, parseCheckpoint, toObject } from "./state.ts";

function idOf(object: PropertyMap): string {
  const { namespace, name } = identity(object);
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** Turns "not ready" into an error with which the engine records the object. */
function initialization(error: NotReadyError, outputs: PropertyMap, id: string): Error {
  return new InitializationError(error.message, { id, outputs, reasons: [error.message] });
}

async function previewCreate(call: CreateCall, object: PropertyMap, cluster: Cluster): Promise<PropertyMap> {
  if (cluster.server === undefined || containsUnknown(object)) return call.inputs;
  const live = await tryCreate(object, cluster);
  if (live === undefined) return call.inputs;
  delete live.status;
  const recorded = {
    inputs: object,
    live,
    fieldManager: newFieldManager(),
    initialApiVersion: asText(object.apiVersion),
  };
  return checkpoint(recorded, call.inputs);
}

/** Creates the object and waits until it is ready. */
export async function createObject(call: CreateCall, cluster: Cluster): Promise<{ id: string; outputs: PropertyMap }> {
  const object = toObject(call.inputs);
  if (call.preview) return { id: "", outputs: await previewCreate(call, object, cluster) };
  reachable(cluster);
  const fieldManager = newFieldManager();
  const outputs = (live: PropertyMap): PropertyMap =>
    checkpoint({ inputs: object, live, fieldManager, initialApiVersion: asText(object.apiVersion) }, call.inputs);
  const written = await create(object, fieldManager, cluster);
  try {
    const limit = timeLimit(call.timeout, object);
    const live = skipsAwait(object) ? written : await untilReady(call.urn, written, limit, cluster);
    if (isDefinition(object)) cluster.kinds.reset();
    return { id: idOf(live), outputs: outputs(live) };
  } catch (error) {
    if (error instanceof NotReadyError) throw initialization(error, outputs(error.live), idOf(written));
    const live = await read(written, cluster).catch(() => written);
    throw initialization(new NotReadyError(String(error), live, []), outputs(live), idOf(written));
  }
}

/** Brings the object to new inputs and waits until it is ready. */
export async function updateObject(call: UpdateCall, cluster: Cluster): Promise<PropertyMap> {
  const object = normalize(toObject(call.new));
  const recorded = parseCheckpoint(call.old);
  if (call.preview && (cluster.server === undefined || containsUnknown(object))) return call.new;
  reachable(cluster);
  const fieldManager = recorded.fieldManager || newFieldManager();
  const outputs = (live: PropertyMap): PropertyMap =>
    checkpoint({ ...recorded, inputs: object, live, fieldManager }, call.new);
  if (call.preview) return outputs(await update(object, fieldManager, cluster, true));
  try {
    const written = await update(object, fieldManager, cluster, false);
    const limit = timeLimit(call.timeout, object);
    return outputs(skipsAwait(object) ? written : await untilReady(call.urn, written, limit, cluster));
  } catch (error) {
    const live = await read(recorded.live, cluster).catch(() => undefined);
    if (live === undefined) throw error;
    const problem = error instanceof NotReadyError ? error : new NotReadyError(errorText(error), live, []);
    throw initialization(problem, outputs(live), idOf(live));
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Deletes the object and waits until it is gone. */
export async function deleteObject(call: DeleteCall, cluster: Cluster): Promise<void> {
  const { inputs, live } = parseCheckpoint(call.outputs);
  if (cluster.server === undefined) {
    cluster.engine.warn(call.urn, `configured Kubernetes cluster is unreachable: ${cluster.unreachable}`);
    throw new Error("configured Kubernetes cluster is unreachable: the object cannot be deleted");
  }
  if (!(await remove(live, inputs, cluster))) return;
  await untilGone(live, timeLimit(call.timeout, inputs), cluster);
  if (isDefinition(live)) cluster.kinds.reset();
}
