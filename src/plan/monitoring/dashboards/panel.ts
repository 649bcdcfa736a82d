import type { JsonObject } from "../../../core/json.ts";

/** One line, or one set of lines, of a panel. */
export interface Query {
  /** PromQL; `$name` stands for a choice at the top of the dashboard. */
  readonly expression: string;
  /** How each line is called; `{{label}}` is filled in. */
  readonly legend: string;
}

/** A picture of some queries. */
export interface Panel {
  readonly title: string;
  /** What it tells, and when it is bad. */
  readonly description: string;
  /** Over time, one number now, or one bar for each series now. */
  readonly kind: "timeseries" | "stat" | "bargauge";
  /** As Grafana calls it: `reqps`, `percentunit` (0 to 1), `s`, `bytes`, `short`, `d`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** From here on it is shown red; with `below`, up to here. */
  readonly limit?: number;
  readonly below?: boolean;
}

/** Where a panel stands, in the 24 columns of a dashboard. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The Prometheus that is chosen at the top of the dashboard. */
export const datasource = { type: "prometheus", uid: "$" + "{datasource}" };

/** A heading across the dashboard. */
export function rowJson(id: number, title: string, top: number): JsonObject {
  return { id, type: "row", title, collapsed: false, gridPos: { x: 0, y: top, w: 24, h: 1 }, panels: [] };
}

/** A panel as Grafana reads it. */
export function panelJson(panel: Panel, id: number, place: Place): JsonObject {
  const { title, description, kind, unit, queries } = panel;
  const instant = kind !== "timeseries";
  return {
    id,
    type: kind,
    title,
    description,
    datasource,
    gridPos: { ...place },
    fieldConfig: { defaults: { unit, min: 0, ...thresholds(panel) }, overrides: [] },
    options: optionsOf(kind),
    targets: queries.map(({ expression, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr: expression,
      legendFormat: legend,
      instant,
      range: !instant,
    })),
  };
}

function thresholds({ kind, limit, below = false }: Panel): JsonObject {
  if (limit === undefined) return {};
  const [first, second] = below ? ["red", "green"] : ["green", "red"];
  const steps = [
    { color: first, value: null },
    { color: second, value: limit },
  ];
  return {
    thresholds: { mode: "absolute", steps },
    ...(kind === "timeseries"
      ? { custom: { thresholdsStyle: { mode: "dashed" } } }
      : { color: { mode: "thresholds" } }),
  };
}

const now = { calcs: ["lastNotNull"], fields: "", values: false };

function optionsOf(kind: Panel["kind"]): JsonObject {
  if (kind === "timeseries") return { legend: { showLegend: true, placement: "bottom" }, tooltip: { mode: "multi" } };
  if (kind === "stat") return { reduceOptions: now, colorMode: "background", graphMode: "none" };
  return { reduceOptions: now, orientation: "horizontal", displayMode: "basic" };
}
