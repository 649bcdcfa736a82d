import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { appValues } from "./app-values.ts";
import type { Path } from "./path.ts";

/** A list of who may call, or may be called, in a network policy of an app's values. */
export interface PolicyPeers {
  readonly app: string;
  /** The list's place, from the environment. */
  readonly path: Path;
  readonly peers: readonly JsonObject[];
}

/** Lists of peers by their name, in the policies of every app: under `networkPolicy` itself, or its `ingress` and `egress`. */
export function* policyPeers(
  list: "addresses" | "apps",
  sides: readonly ("ingress" | "egress")[],
  settings: Parameters<typeof appValues>[1],
): Iterable<PolicyPeers> {
  for (const app of Object.keys(settings.environment.apps)) {
    const values = appValues(app, settings) ?? {};
    for (const { path, policy } of policiesIn(["environment", "apps", app, "values"], values)) {
      yield { app, path: [...path, list], peers: maps(policy[list]) };
      for (const side of sides) {
        const inner = policy[side];
        if (isObject(inner)) yield { app, path: [...path, side, list], peers: maps(inner[list]) };
      }
    }
  }
}

function* policiesIn(path: Path, values: JsonObject): Iterable<{ readonly path: Path; readonly policy: JsonObject }> {
  for (const [key, value] of Object.entries(values)) {
    if (!isObject(value)) continue;
    if (key === "networkPolicy") yield { path: [...path, key], policy: value };
    else yield* policiesIn([...path, key], value);
  }
}

/** A list's maps, others as empty ones so that each keeps its number: the chart's schema refuses them. */
function maps(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.map((item) => (isObject(item) ? item : {})) : [];
}
