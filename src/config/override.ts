import { parse } from "yaml";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { UserError } from "../core/problem.ts";

/** Environment variable that carries a one-off change of the environment to the program, as JSON. */
export const overrideVariable = "PLATFORM_OVERRIDE";

/**
 * Reads one-off changes as they are given on the command line: `apps.shop.values.redis.enabled=false`. Values are YAML.
 * @throws UserError if one is not of that form.
 */
export function parseOverrides(assignments: readonly string[]): JsonObject {
  const problems = assignments.filter((text) => !/^[^=.]+(\.[^=.]+)*=/.test(text));
  if (problems.length > 0) {
    throw new UserError(
      "--set takes path=value.",
      problems.map((text) => ({
        path: "--set",
        message: `'${text}' is not of the form tier=prod or apps.<name>.values.<key>=<value>`,
      })),
    );
  }
  return assignments.reduce<JsonObject>((changes, text) => combine(changes, nest(text)), {});
}

/** Lays one change over another. Unlike a layer of settings, a change keeps its nulls: they have yet to take keys away. */
function combine(earlier: JsonObject, later: JsonObject): JsonObject {
  const combined: Record<string, Json> = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const before = combined[key];
    combined[key] = isObject(before) && isObject(value) ? combine(before, value) : value;
  }
  return combined;
}

function nest(text: string): JsonObject {
  const split = text.indexOf("=");
  const value: Json = parse(text.slice(split + 1));
  const path = text.slice(0, split).split(".");
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}
