import type { JsonObject } from "../../../core/json.ts";
import { datasource, type Panel, panelJson, rowJson } from "./panel.ts";

/** A choice at the top of a dashboard: the values of one label. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Series whose label is offered; it may refer to earlier choices as `$name`. */
  readonly series: string;
  readonly from: string;
}

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A dashboard, as far as it differs from others. */
export interface Dashboard {
  /** Its address in Grafana, which stays when its title changes. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

/** A dashboard as Grafana reads it. */
export function dashboardJson({ uid, title, description, variables, rows }: Dashboard): JsonObject {
  return {
    uid,
    title,
    description,
    tags: ["platform"],
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: "now-3h", to: "now" },
    timezone: "browser",
    templating: { list: [datasourceChoice, ...variables.map(variableJson)] },
    annotations: { list: [] },
    links: [],
    panels: panelsOf(rows),
  };
}

const datasourceChoice = {
  name: "datasource",
  label: "Prometheus",
  type: "datasource",
  query: "prometheus",
  current: {},
  hide: 0,
};

function variableJson({ name, label, series, from }: Variable): JsonObject {
  return {
    name,
    label,
    type: "query",
    datasource,
    query: { query: `label_values(${series}, ${from})`, refId: name },
    definition: `label_values(${series}, ${from})`,
    refresh: 2,
    sort: 1,
    includeAll: false,
    multi: false,
    current: {},
    hide: 0,
  };
}

/** Each row is a heading, and below it its panels side by side. */
function panelsOf(rows: readonly Row[]): readonly JsonObject[] {
  let top = 0;
  let id = 0;
  return rows.flatMap(({ title, panels }) => {
    id += 1;
    const heading = rowJson(id, title, top);
    const height = Math.max(...panels.map(({ kind }) => (kind === "stat" ? 4 : 8)));
    const width = Math.floor(24 / panels.length);
    const placed = panels.map((panel, index) => {
      id += 1;
      return panelJson(panel, id, { x: index * width, y: top + 1, w: width, h: height });
    });
    top += 1 + height;
    return [heading, ...placed];
  });
}
