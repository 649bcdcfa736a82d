import { isObject, type JsonObject } from "../../core/json.ts";
import type { ObjectChange } from "../diff/changes.ts";
import { yamlOf } from "../render/output.ts";
import type { RenderedObject } from "../render/render.ts";

/** Kinds that set another object's number of pods. */
const scalers: ReadonlySet<string> = new Set(["HorizontalPodAutoscaler", "ScaledObject"]);

/** Changes without the number of pods where an autoscaler decides on it; a change that was nothing else is none. */
export function withoutScaled(
  changes: readonly ObjectChange[],
  objects: readonly RenderedObject[],
): readonly ObjectChange[] {
  const scaled = scaledIds(objects);
  return changes.flatMap((change) => {
    const { id, before, after } = change;
    if (!scaled.has(id) || before === undefined || after === undefined) return [change];
    const same = { ...change, after: { ...after, object: withReplicasOf(after.object, before.object) } };
    return yamlOf(before.object) === yamlOf(same.after.object) ? [] : [same];
  });
}

/** The objects whose number of pods an autoscaler decides on, by id. */
export function scaledIds(objects: readonly RenderedObject[]): ReadonlySet<string> {
  return new Set(objects.flatMap(targetOf));
}

function targetOf({ id, object: { kind, spec } }: RenderedObject): readonly string[] {
  if (!scalers.has(String(kind)) || !isObject(spec) || !isObject(spec.scaleTargetRef)) return [];
  const { kind: target = "Deployment", name } = spec.scaleTargetRef;
  return [`${id.split("/")[0]}/${target}/${name}`];
}

function withReplicasOf(object: JsonObject, other: JsonObject): JsonObject {
  if (!isObject(object.spec) || !isObject(other.spec)) return object;
  const { replicas: _replicas, ...spec } = object.spec;
  const { replicas } = other.spec;
  return { ...object, spec: replicas === undefined ? spec : { ...spec, replicas } };
}
