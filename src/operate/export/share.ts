import { isObject, isSame, type Json, type JsonObject } from "../../core/json.ts";

/** One step of a JSON patch (RFC 6902). What several objects share is a part of each: there is only something to add. */
export interface Addition {
  readonly op: "add";
  readonly path: string;
  readonly value: Json;
}

/** What several objects have in common, and what makes each of them of it. */
export interface Shared {
  readonly common: JsonObject;
  /** In the order of the objects. */
  readonly additions: readonly (readonly Addition[])[];
}

/** Divides objects of one name into what all of them say and what each of them adds. */
export function share(objects: readonly JsonObject[]): Shared {
  const common = commonOf(objects);
  return { common, additions: objects.map((object) => additionsTo(common, object, "")) };
}

function commonOf(objects: readonly JsonObject[]): JsonObject {
  const [first = {}, ...others] = objects;
  return Object.fromEntries(
    Object.keys(first).flatMap((key): [string, Json][] => {
      if (!others.every((other) => key in other)) return [];
      const value = commonValue(objects.map((object) => object[key] ?? null));
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** What several values have in common; nothing if that is nothing: there has to be a map, or an item, to add to. */
function commonValue(values: readonly Json[]): Json | undefined {
  const [first = null] = values;
  if (values.every((value) => isSame(value, first))) return first;
  const maps = values.filter(isObject);
  if (maps.length === values.length) {
    const common = commonOf(maps);
    return Object.keys(common).length === 0 ? undefined : common;
  }
  const lists = values.filter(isListOfMaps);
  if (lists.length !== values.length || lists.some(({ length }) => length !== lists[0]?.length)) return undefined;
  const items = (lists[0] ?? []).map((_, index) => commonOf(lists.map((list) => list[index] ?? {})));
  return items.every((item) => Object.keys(item).length > 0) ? items : undefined;
}

function isListOfMaps(value: Json): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}

function additionsTo(common: Json, value: Json, path: string): readonly Addition[] {
  if (isObject(common) && isObject(value)) {
    return Object.entries(value).flatMap(([key, inner]): readonly Addition[] => {
      const place = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const shared = common[key];
      return shared === undefined ? [{ op: "add", path: place, value: inner }] : additionsTo(shared, inner, place);
    });
  }
  if (!Array.isArray(common) || !Array.isArray(value)) return [];
  return value.flatMap((item: Json, index) => additionsTo(common[index] ?? null, item, `${path}/${index}`));
}
