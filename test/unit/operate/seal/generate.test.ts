import { equal } from "node:assert/strict";
import fc from "fast-check";
import { alphabets } from "../../../../src/core/secret.ts";
import { generate } from "../../../../src/operate/seal/generate.ts";

const characters = {
  alphanumeric: /^[A-Za-z0-9]+$/,
  hex: /^[0-9a-f]+$/,
  symbols: /^[A-Za-z0-9!@#$%&*()\-_=+[\]{}<>:?]+$/,
} as const;

const value = (length: number, alphabet: (typeof alphabets)[number]) =>
  generate({ from: "generated", length, alphabet, rotation: 1 });

describe("a generated value", () => {
  for (const alphabet of alphabets) {
    it(`of ${alphabet} has its length and no other characters`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 8, max: 1024 }), (length) => {
          const text = value(length, alphabet);
          equal(text.length, length);
          equal(characters[alphabet].test(text), true);
        }),
      );
    });
  }

  it("uses every character of its alphabet", () => {
    equal(new Set(value(5000, "hex")).size, 16);
    equal(new Set(value(5000, "alphanumeric")).size, 62);
    equal(new Set(value(5000, "symbols")).size, 62 + 21);
  });

  it("is another one each time", () => {
    equal(new Set(Array.from({ length: 1000 }, () => value(16, "alphanumeric"))).size, 1000);
  });
});
