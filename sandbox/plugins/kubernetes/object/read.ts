import { asMap, asText, type PropertyMap } from "../../protocol/property.ts";
import { InitializationError, type ReadCall } from "../../protocol/provider.ts";
import { isNotFound } from "../api-server.ts";
import { type Cluster, identity } from "../cluster.ts";
import { assertReady, NotReadyError } from "../wait/wait.ts";
import { skipsAwait } from "./annotations.ts";
import { normalize } from "./normalize.ts";
import { read, UnknownKindError } from "./requests.ts";
import { checkpoint, fromObject, markSecrets, newFieldManager, parseCheckpoint, prune, toObject } from "./state.ts";

function wanted(call: ReadCall): PropertyMap {
  const inputs = normalize(toObject(call.inputs));
  if (identity(inputs).kind !== "") return inputs;
  const live = parseCheckpoint(call.outputs).live;
  const [namespace, name] = call.id.includes("/") ? call.id.split("/") : ["", call.id];
  const [, version = "", kind = ""] = call.type.split(":");
  return {
    apiVersion: live.apiVersion ?? version.replace(/^core\//, ""),
    kind: live.kind ?? kind,
    metadata: { name: name ?? "", ...(namespace ? { namespace } : {}) },
  };
}

/** Inputs of an object that was not created here: all of it but what the server writes. */
function importedInputs(live: PropertyMap): PropertyMap {
  const { status: _, ...inputs } = normalize(live);
  return inputs;
}

/** Reads the live object; what the inputs name of it becomes the new inputs, so that drift shows. */
export async function readObject(call: ReadCall, cluster: Cluster) {
  const object = wanted(call);
  if (cluster.server === undefined) {
    cluster.engine.warn(call.urn, `configured Kubernetes cluster is unreachable: ${cluster.unreachable}`);
    throw new Error("failed to read resource state due to unreachable cluster");
  }
  const named = { ...object, metadata: { ...asMap(object.metadata), name: call.id.split("/").at(-1) ?? "" } };
  const live = await read(named, cluster).catch(absent);
  if (live === undefined) return undefined;
  const recorded = parseCheckpoint(call.outputs);
  const isImport = Object.keys(call.inputs).length === 0;
  const inputs = isImport ? importedInputs(live) : prune(live, object);
  const fieldManager = recorded.fieldManager || newFieldManager();
  const initialApiVersion = recorded.initialApiVersion || asText(inputs.apiVersion);
  const outputs = checkpoint({ inputs, live, fieldManager, initialApiVersion }, call.inputs);
  const marked = markSecrets(fromObject(inputs), call.inputs);
  try {
    if (!isImport && !skipsAwait(object)) await assertReady(live, cluster);
  } catch (error) {
    if (error instanceof NotReadyError) {
      const state = { id: call.id, outputs, inputs: marked, reasons: [error.message] };
      throw new InitializationError(error.message, state);
    }
    throw error;
  }
  return { id: call.id, outputs, inputs: marked };
}

function absent(error: unknown): undefined {
  if (isNotFound(error) || error instanceof UnknownKindError) return undefined;
  throw error;
}
