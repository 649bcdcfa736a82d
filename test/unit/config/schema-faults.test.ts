import { deepEqual, equal } from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { readChartValues } from "../../../src/config/chart-schema.ts";
import { showPath } from "../../../src/config/path.ts";
import { schemaFaults } from "../../../src/config/schema-faults.ts";
import { isObject, type Json, type JsonObject } from "../../../src/core/json.ts";

const told = (schema: JsonObject, value: Json) =>
  [...schemaFaults(schema, value)].map(({ place, message }) => `${showPath(place)}: ${message}`);

/** Values with one leaf or map of them exchanged for another, at a place that a seed chooses. */
function spoilt(value: Json, seed: number, other: Json): Json {
  if (!isObject(value) || Object.keys(value).length === 0 || seed < 2) return other;
  const keys = Object.keys(value);
  const key = keys[seed % keys.length] ?? "";
  return { ...value, [key]: spoilt(value[key] ?? null, Math.floor(seed / keys.length), other) };
}

describe("faults of values", () => {
  it("are found in the very values that a validator by the book refuses", () => {
    const charts = ["charts/service", "charts/imprun"].map(readChartValues);
    const judges = charts.flatMap(({ defaults, schemas }) => {
      const [first] = schemas;
      const ajv = new Ajv2020({ strict: false });
      return first === undefined ? [] : [{ defaults, schema: first.schema, validate: ajv.compile(first.schema) }];
    });
    const other = fc.oneof(
      fc.constantFrom<Json>(null, [], {}, "", "a", "1Gi", -1, 0, 7, 70000, 1.5, true, [1, 1]),
      fc.constant<Json>({ more: 1 }),
    );
    equal(judges.length, 2);
    for (const { defaults, schema, validate } of judges) {
      fc.assert(
        fc.property(fc.nat(1_000_000), other, (seed, wrong) => {
          const values = spoilt(defaults, seed, wrong);
          equal([...schemaFaults(schema, values)].length === 0, validate(values), JSON.stringify(values));
        }),
        { numRuns: 300 },
      );
    }
  });

  it("of forms to choose from are told once", () => {
    const required = (key: string) => ({ required: [key] });
    deepEqual(told({ properties: { image: { anyOf: [required("tag"), required("digest")] } } }, { image: {} }), [
      "image: fits none of the forms that the chart takes; look at tag, digest",
    ]);
  });

  it("depend on what else is said", () => {
    const schema = JSON.parse('{ "if": { "required": ["a"] }, "then": { "required": ["b"] }, "else": false }');
    deepEqual(
      [told(schema, { a: 1 }), told(schema, {}), told(schema, { a: 1, b: 2 })],
      [["b: is required"], [": is not allowed here"], []],
    );
  });
});
