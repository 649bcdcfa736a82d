import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { ChartContents, ChartDependency } from "./chart-contents.ts";

/** Which keys a place takes beside the known ones, from the weakest word to the strongest. */
export const takings = ["none", "any while none is known", "any", "refused by schema"] as const;

/** One of them. */
export type Taking = (typeof takings)[number];

/** What a chart knows at one place of its values. */
export interface KnownKeys {
  readonly keys: ReadonlyMap<string, KnownKeys>;
  readonly takes: Taking;
}

const single: KnownKeys = { keys: new Map(), takes: "none" };
const emptyMap: KnownKeys = { keys: new Map(), takes: "any while none is known" };
const anything: KnownKeys = { keys: new Map(), takes: "any" };

/** Whether a chart takes any key at a place. */
export function takesAny({ keys, takes }: KnownKeys): boolean {
  return takes === "any" || (takes === "any while none is known" && keys.size === 0);
}

/** Every path of values that a chart knows: its values, its schema, its subcharts' under their names, and their switches. */
export function knownKeys(chart: ChartContents): KnownKeys {
  const own = merge(ofValues(chart.values), ofSchema(chart.schema, chart.schema));
  const below = chart.subcharts.flatMap((subchart) => {
    const known = knownKeys(subchart);
    const global = known.keys.get("global");
    return [
      ...aliases(subchart.name, chart.dependencies).map((alias) => under([alias], known)),
      ...(global === undefined ? [] : [under(["global"], global)]),
    ];
  });
  return [...below, ...chart.dependencies.flatMap(switches)].reduce(merge, own);
}

/** The names under which a chart passes values to a subchart: one for each alias that it is used by. */
function aliases(name: string, dependencies: readonly ChartDependency[]): readonly string[] {
  const uses = dependencies.filter((dependency) => dependency.name === name);
  return uses.length === 0 ? [name] : uses.map(({ alias }) => alias ?? name);
}

function switches({ condition = "", tags = [] }: ChartDependency): readonly KnownKeys[] {
  const paths = condition.split(",").filter((path) => path.trim() !== "");
  return [...paths.map((path) => path.trim().split(".")), ...tags.map((tag) => ["tags", tag])].map((path) =>
    under(path, single),
  );
}

function under(path: readonly string[], known: KnownKeys): KnownKeys {
  return path.reduceRight<KnownKeys>((inner, key) => ({ ...single, keys: new Map([[key, inner]]) }), known);
}

function ofValues(value: Json): KnownKeys {
  if (value === null || Array.isArray(value)) return anything;
  if (!isObject(value)) return single;
  const entries = Object.entries(value);
  if (entries.length === 0) return emptyMap;
  return { ...single, keys: new Map(entries.map(([key, inner]) => [key, ofValues(inner)])) };
}

function ofSchema(schema: Json, root: Json, depth = 0): KnownKeys {
  // A schema may refer to itself; no chart's values are that deep.
  if (!isObject(schema) || depth > 24) return single;
  const { $ref, properties, additionalProperties } = schema;
  const parts = [...listOf(schema.allOf), ...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  if (typeof $ref === "string") parts.push(pointed($ref, root));
  const entries = isObject(properties) ? Object.entries(properties) : [];
  const free = isObject(additionalProperties) || isObject(schema.patternProperties);
  const isMap = schema.type === "object" && entries.length === 0;
  const own: KnownKeys = {
    keys: new Map(entries.map(([key, inner]) => [key, ofSchema(inner, root, depth + 1)])),
    takes: free ? "any" : additionalProperties === false ? "refused by schema" : isMap ? emptyMap.takes : "none",
  };
  return parts.map((part) => ofSchema(part, root, depth + 1)).reduce(merge, own);
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? [...value] : [];
}

/** What a reference within the same schema points to, as `#/definitions/name` does. */
function pointed(reference: string, root: Json): Json {
  if (!reference.startsWith("#")) return {};
  const keys = reference
    .slice(1)
    .split("/")
    .filter((key) => key !== "")
    .map((key) => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.reduce<Json>((value, key) => (isObject(value) ? (value as JsonObject)[key] : undefined) ?? {}, root);
}

function merge(a: KnownKeys, b: KnownKeys): KnownKeys {
  const keys = new Map(a.keys);
  for (const [key, known] of b.keys) {
    const before = keys.get(key);
    keys.set(key, before === undefined ? known : merge(before, known));
  }
  return { keys, takes: takings[Math.max(takings.indexOf(a.takes), takings.indexOf(b.takes))] ?? "none" };
}
