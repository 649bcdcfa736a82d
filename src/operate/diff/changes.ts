import { isObject, type JsonObject } from "../../core/json.ts";
import { idsOf } from "../render/naming.ts";
import { keyOf } from "../render/object.ts";
import { yamlOf } from "../render/output.ts";
import type { RenderedObject } from "../render/render.ts";

/** What happens to one object. */
export interface ObjectChange {
  readonly id: string;
  readonly change: "added" | "changed" | "removed";
  readonly before?: RenderedObject;
  readonly after?: RenderedObject;
  /** What has to be said of it, whatever its risk. */
  readonly note?: string;
}

/** What stands for a value of a Secret that is another one than before. */
const differs = "[masked, another value]";

/** Which objects were added, changed or removed, by id: those of one kind of one group, namespace and name. */
export function compare(base: readonly RenderedObject[], head: readonly RenderedObject[]): readonly ObjectChange[] {
  const before = new Map(base.map((rendered) => [keyOf(rendered), rendered]));
  const after = new Map(head.map((rendered) => [keyOf(rendered), rendered]));
  return [...idsOf([...base, ...head])]
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .flatMap(([key, id]) => changeOf(id, before.get(key), after.get(key)));
}

/** Changes by id, each unlike that of any other object there is. */
export function withIds(changes: readonly ObjectChange[], objects: readonly RenderedObject[]): readonly ObjectChange[] {
  const sides = changes.flatMap(({ before, after }) => after ?? before ?? []);
  const ids = idsOf([...objects, ...sides]);
  return changes
    .map((change) => {
      const side = change.after ?? change.before;
      return { ...change, id: (side && ids.get(keyOf(side))) ?? change.id };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function changeOf(
  id: string,
  before: RenderedObject | undefined,
  after: RenderedObject | undefined,
): readonly ObjectChange[] {
  if (before === undefined || after === undefined) {
    return before === undefined
      ? after === undefined
        ? []
        : [{ id, change: "added", after }]
      : [{ id, change: "removed", before }];
  }
  const shown = { ...after, object: withOtherValues(before, after) };
  const same = yamlOf(before.object) === yamlOf(shown.object) && before.retained === after.retained;
  return same ? [] : [{ id, change: "changed", before, after: shown }];
}

/** A Secret whose values say which of them are others than before: masked, all look the same. */
function withOtherValues(
  { prints: before = {} }: RenderedObject,
  { object, prints: after = {} }: RenderedObject,
): JsonObject {
  const others = Object.keys(after).filter((key) => before[key] !== undefined && before[key] !== after[key]);
  if (others.length === 0) return object;
  const fields = ["data", "stringData"].flatMap((field) => {
    const data = object[field];
    if (!isObject(data)) return [];
    const entries = Object.entries(data).map(([key, value]) => [key, others.includes(key) ? differs : value] as const);
    return [[field, Object.fromEntries(entries)] as const];
  });
  return { ...object, ...Object.fromEntries(fields) };
}
