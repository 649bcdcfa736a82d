import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../../src/core/json.ts";
import { valuesDifferences } from "../../../src/operate/drift/values-differences.ts";

const values = fc.dictionary(
  fc.string(),
  fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null),
) as fc.Arbitrary<JsonObject>;

describe("differences of values", () => {
  it("of equal values are none, whatever the order of keys", () => {
    fc.assert(
      fc.property(values, (given) => {
        const reversed = Object.fromEntries(Object.entries(structuredClone(given)).reverse());
        deepEqual(valuesDifferences(given, reversed as JsonObject), []);
      }),
    );
  });

  it("are paths: of what was changed, added, and dropped", () => {
    const wanted = { image: { tag: "v2" }, replicas: 3, hosts: ["a", "b"], debug: false };
    const actual = { image: { tag: "v1" }, replicas: 3, hosts: ["a", "c"], extra: { on: true } };
    deepEqual(valuesDifferences(wanted, actual), ["debug", "extra", "hosts[1]", "image.tag"]);
  });

  it("tell a list that grew as a whole, and a number from its text", () => {
    deepEqual(valuesDifferences({ list: [1] }, { list: [1, 2] }), ["list"]);
    deepEqual(valuesDifferences({ port: 80 }, { port: "80" }), ["port"]);
  });

  it("take a key without a value for absent, and leave out what the engine keeps secret", () => {
    deepEqual(valuesDifferences({ a: null, b: { c: null } }, { b: {} }), []);
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    deepEqual(valuesDifferences({ token: secret }, { token: "anything" }), []);
  });
});
