/** Plain data, as YAML, JSON and Helm values hold it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A map of plain data. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Tells a map from every other kind of plain data. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Lays one layer of settings or values over another, as Helm does: maps are merged key by key, anything else is replaced,
 * and `null` in the upper layer takes the key away.
 */
export function overlay(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...lower };
  for (const [key, above] of Object.entries(upper)) {
    const below = merged[key];
    if (above === null) delete merged[key];
    else merged[key] = isObject(above) ? overlay(isObject(below) ? below : {}, above) : above;
  }
  return merged;
}

/** Plain data with the keys of every map sorted, so that equal data has one text. */
export function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key] ?? null)]),
  );
}

/** Whether two pieces of plain data are the same, whatever the order of keys. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || JSON.stringify(sortKeys(one ?? null)) === JSON.stringify(sortKeys(other ?? null));
}
