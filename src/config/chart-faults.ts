import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject } from "../core/json.ts";
import type { ChartSchema } from "./chart-schema.ts";
import { type Path, valueAt } from "./path.ts";
import { schemaFaults, type ValueFault } from "./schema-faults.ts";

/** What a chart and its subcharts find wrong in values, as Helm will, each of them in what stands below its name. */
export function chartFaults(schemas: readonly ChartSchema[], values: JsonObject): readonly ValueFault[] {
  const faults = schemas.flatMap(({ place, schema }) => {
    const own = place.length === 0 ? values : below(values, place);
    return [...schemaFaults(schema, own)].map((fault) => ({ ...fault, place: [...place, ...fault.place] }));
  });
  return faults.filter((fault, index) => faults.findIndex((other) => isDeepStrictEqual(other, fault)) === index);
}

/** The values of a subchart: what stands below its name, with what is global. */
function below(values: JsonObject, place: Path): JsonObject {
  const own = valueAt(values, place);
  const { global = {} } = values;
  return { ...(isObject(own) ? own : {}), global };
}
