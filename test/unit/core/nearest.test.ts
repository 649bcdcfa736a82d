import { equal } from "node:assert/strict";
import fc from "fast-check";
import { nearest } from "../../../src/core/nearest.ts";

const words = ["cert-manager", "external-secrets", "domain", "tier", "apps"];

describe("nearest", () => {
  const meant: Readonly<Record<string, string | undefined>> = {
    "cert-manger": "cert-manager",
    Domain: "domain",
    domian: "domain",
    app: "apps",
    teir: "tier",
    monitoring: undefined,
    "": undefined,
  };
  for (const [word, expected] of Object.entries(meant)) {
    it(`takes '${word}' for ${expected ?? "none of them"}`, () => equal(nearest(word, words), expected));
  }

  it("finds every word itself, and nothing among none", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (word) => {
        equal(nearest(word, [word]), word);
        equal(nearest(word, []), undefined);
      }),
    );
  });
});
