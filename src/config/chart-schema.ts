import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isObject, type JsonObject } from "../core/json.ts";

/** What a chart says about its values, and what its subcharts say about theirs. */
export interface ChartSchema {
  /** Names of subcharts that lead to it; its values stand below them. */
  readonly place: readonly string[];
  readonly schema: JsonObject;
}

/** A chart's defaults, those of its subcharts below their names, and what each of them says about its values. */
export interface ChartValues {
  readonly defaults: JsonObject;
  readonly schemas: readonly ChartSchema[];
}

/** Reads what a chart's folder says about its values; a chart that says nothing takes everything. */
export function readChartValues(folder: string): ChartValues {
  const file = join(folder, "values.yaml");
  const defaults: unknown = existsSync(file) ? parse(readFileSync(file, "utf8"), { merge: true }) : undefined;
  return { defaults: isObject(defaults) ? defaults : {}, schemas: schemasIn(folder, []) };
}

function schemasIn(folder: string, place: readonly string[]): readonly ChartSchema[] {
  const file = join(folder, "values.schema.json");
  const schema: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  const subcharts = join(folder, "charts");
  const below = existsSync(subcharts) ? readdirSync(subcharts, { withFileTypes: true }) : [];
  return [
    ...(isObject(schema) ? [{ place, schema }] : []),
    ...below
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => schemasIn(join(subcharts, name), [...place, name])),
  ];
}
