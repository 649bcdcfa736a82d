import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { isObject, type Json, type JsonObject, overlay, sortKeys } from "../../../src/core/json.ts";

/** Plain data without null, which takes keys away. */
const { layer } = fc.letrec<{ layer: JsonObject; value: Json }>((tie) => ({
  layer: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 4 }),
  value: fc.oneof(
    { depthSize: "small" },
    fc.integer(),
    fc.boolean(),
    fc.string(),
    fc.array(fc.integer()),
    tie("layer"),
  ),
}));

describe("overlay", () => {
  it("leaves a layer as it is when nothing is laid over it, or it over nothing", () => {
    fc.assert(
      fc.property(layer, (a) => {
        deepEqual(sortKeys(overlay(a, {})), sortKeys(a));
        deepEqual(sortKeys(overlay({}, a)), sortKeys(a));
        deepEqual(sortKeys(overlay(a, a)), sortKeys(a));
      }),
    );
  });

  it("needs no brackets: three layers give the same from either end, where kinds agree", () => {
    const flat = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.dictionary(fc.constantFrom("x", "y"), fc.integer()));
    fc.assert(
      fc.property(flat, flat, flat, (a, b, c) => {
        deepEqual(sortKeys(overlay(overlay(a, b), c)), sortKeys(overlay(a, overlay(b, c))));
      }),
    );
  });

  it("gives the upper layer the last word, and changes neither", () => {
    fc.assert(
      fc.property(layer, layer, (lower, upper) => {
        const before = JSON.stringify([lower, upper]);
        const merged = overlay(lower, upper);
        equal(JSON.stringify([lower, upper]), before);
        for (const [key, value] of Object.entries(upper)) {
          if (!isObject(value)) deepEqual(merged[key], value);
        }
        for (const key of Object.keys(lower)) equal(key in merged, true);
      }),
    );
  });

  it("replaces lists, and takes a key away with null, also below a map that is new", () => {
    deepEqual(overlay({ a: [1, 2], b: { c: 1, d: 2 } }, { a: [3], b: { c: null }, e: { f: null, g: 1 } }), {
      a: [3],
      b: { d: 2 },
      e: { g: 1 },
    });
  });
});

describe("sortKeys", () => {
  it("gives equal data one text", () => {
    equal(JSON.stringify(sortKeys({ b: [{ d: 1, c: 2 }], a: null })), '{"a":null,"b":[{"c":2,"d":1}]}');
  });
});
