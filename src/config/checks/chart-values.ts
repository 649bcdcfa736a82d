import { isObject, type Json, type JsonObject, overlay } from "../../core/json.ts";
import type { Problem } from "../../core/problem.ts";
import { isQuantityPath } from "../../core/quantity.ts";
import type { App } from "../app.ts";
import { appValues } from "../app-values.ts";
import { chartFaults } from "../chart-faults.ts";
import { type Path, showPath, valueAt } from "../path.ts";
import { referableSecrets } from "../referable-secrets.ts";
import { tracingValues } from "../tracing.ts";
import type { Check, Checked } from "./check.ts";

/** Values are what the app's chart takes, as Helm would say of them only when the app is created. */
export const chartValues: Check = function* (checked) {
  const { environment, charts } = checked;
  const inUse = new Set(Object.values(environment.apps).map(({ chart }) => chart));
  for (const name of inUse) {
    const chart = charts[name];
    if (chart === undefined) continue;
    const { schemas } = chart.values();
    const users = Object.entries(environment.apps).filter(([, app]) => app.chart === name);
    for (const [owner, app] of users) {
      const values = overlay(appValues(owner, checked) ?? {}, { global: globalOf(owner, checked) });
      const path: Path = ["environment", "apps", owner];
      for (const { place, message } of chartFaults(schemas, values)) {
        // What is no quantity is told for every chart, with or without a schema.
        if (isQuantityPath(place.map(String)) && message.includes("is not allowed")) continue;
        yield { path: showPath([...path, ...statedAs(place, app)]), message };
      }
      yield* scaling([...path, "values"], [], values);
    }
  }
};

/** What the plan fills in, as far as a schema looks at it. */
function globalOf(owner: string, { environment, catalog }: Checked): JsonObject {
  const { domain, imageRegistry, storageClass } = environment;
  const tracing = tracingValues(environment, catalog);
  const references = referableSecrets(owner, { environment, catalog }).map((name) => [
    name,
    { name: `${owner}-${name}`, version: "0" },
  ]);
  return { domain, imageRegistry, storageClass, contentHash: "", ...tracing, secrets: Object.fromEntries(references) };
}

/** Where the stack file says what a place of the values holds. */
function statedAs(place: Path, { images, hosts, values }: App): Path {
  const [part, kind, name] = place.map(String);
  if (part === "global" && kind === "secrets" && name !== undefined) return ["secrets", name];
  if (part === undefined || valueAt(values, place) !== undefined) return ["values", ...place];
  if (images[part] !== undefined && (kind === undefined || kind === "image")) return ["images", part];
  if (hosts[part] !== undefined && (kind === undefined || kind === "ingress" || kind === "route"))
    return ["hosts", part];
  return ["values", ...place];
}

/** Fewest replicas that are more than the most, wherever a chart has them. */
function* scaling(root: Path, place: Path, value: Json): Iterable<Problem> {
  if (!isObject(value)) return;
  const { enabled, minReplicas: fewest, maxReplicas: most } = value;
  if (enabled !== false && typeof fewest === "number" && typeof most === "number" && fewest > most) {
    yield {
      path: showPath([...root, ...place, "minReplicas"]),
      message: `${fewest} is more than maxReplicas, which is ${most}`,
    };
  }
  for (const [key, inner] of Object.entries(value)) yield* scaling(root, [...place, key], inner);
}
