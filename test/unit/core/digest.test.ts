import { equal, match, notEqual } from "node:assert/strict";
import { fingerprint } from "../../../src/core/digest.ts";

describe("fingerprint", () => {
  it("is the same whatever the order of keys, and another for other data", () => {
    match(fingerprint({ a: 1 }), /^[0-9a-f]{12}$/);
    equal(fingerprint({ a: 1, b: { c: 2, d: 3 } }), fingerprint({ b: { d: 3, c: 2 }, a: 1 }));
    notEqual(fingerprint({ a: 1 }), fingerprint({ a: "1" }));
    notEqual(fingerprint([1, 2]), fingerprint([2, 1]));
  });
});
