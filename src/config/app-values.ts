import { type JsonObject, overlay } from "../core/json.ts";
import type { App } from "./app.ts";
import type { LocalChart } from "./charts.ts";
import type { Environment } from "./environment-schema.ts";
import { partValues } from "./part-values.ts";

/** The values of an app, complete with its chart's defaults, without what the plan fills in under `global`; nothing without its chart. */
export function appValues(
  name: string,
  { environment, charts }: { readonly environment: Environment; readonly charts: Readonly<Record<string, LocalChart>> },
): JsonObject | undefined {
  const app: App | undefined = environment.apps[name];
  const chart = app === undefined ? undefined : charts[app.chart];
  if (app === undefined || chart === undefined) return undefined;
  return overlay(overlay(chart.values().defaults, partValues(name, app, environment)), app.values);
}
