import { isObject, type JsonObject } from "../../core/json.ts";
import type { ObjectChange } from "../diff/changes.ts";
import { keyOf, type RenderedObject } from "../render/object.ts";
import { yamlOf } from "../render/output.ts";

/** Kinds that set another object's number of pods. */
const scalers: ReadonlySet<string> = new Set(["HorizontalPodAutoscaler", "ScaledObject"]);

/** Changes without the number of pods where an autoscaler decides on it; a change that was nothing else is none. */
export function withoutScaled(
  changes: readonly ObjectChange[],
  objects: readonly RenderedObject[],
): readonly ObjectChange[] {
  const scaled = new Set(objects.flatMap(scaledKey));
  return changes.flatMap((change) => {
    const { before, after } = change;
    if (before === undefined || after === undefined || !scaled.has(keyOf(after))) return [change];
    const same = { ...change, after: { ...after, object: withReplicasOf(after.object, before.object) } };
    return yamlOf(before.object) === yamlOf(same.after.object) ? [] : [same];
  });
}

/** The key of what an object scales; nothing if it is no autoscaler. */
export function scaledKey({ id, object: { kind, spec } }: RenderedObject): readonly string[] {
  if (!scalers.has(String(kind)) || !isObject(spec) || !isObject(spec.scaleTargetRef)) return [];
  const { apiVersion = "apps/v1", kind: target = "Deployment", name } = spec.scaleTargetRef;
  const object = { apiVersion, kind: target };
  return [keyOf({ id: `${id.split("/")[0]}/${target}/${name}`, object })];
}

function withReplicasOf(object: JsonObject, other: JsonObject): JsonObject {
  if (!isObject(object.spec) || !isObject(other.spec)) return object;
  const { replicas: _replicas, ...spec } = object.spec;
  const { replicas } = other.spec;
  return { ...object, spec: replicas === undefined ? spec : { ...spec, replicas } };
}
