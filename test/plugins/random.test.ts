import assert from "node:assert/strict";
import fc from "fast-check";
import { type CharacterRules, draw, problems } from "../../sandbox/plugins/random/draw.ts";

const anyRules: fc.Arbitrary<CharacterRules> = fc.record({
  length: fc.integer({ min: 0, max: 40 }),
  lower: fc.boolean(),
  upper: fc.boolean(),
  numeric: fc.boolean(),
  special: fc.boolean(),
  minLower: fc.integer({ min: 0, max: 5 }),
  minUpper: fc.integer({ min: 0, max: 5 }),
  minNumeric: fc.integer({ min: 0, max: 5 }),
  minSpecial: fc.integer({ min: 0, max: 5 }),
  overrideSpecial: fc.constantFrom("", "_", "-+"),
});

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe("random texts", () => {
  it("follow their rules, or the rules are refused", () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        if (problems(rules).length > 0) return;
        const text = draw(rules);
        assert.equal(text.length, rules.length);
        assert.ok(count(text, /[a-z]/g) >= rules.minLower);
        assert.ok(count(text, /[A-Z]/g) >= rules.minUpper);
        assert.ok(count(text, /\d/g) >= rules.minNumeric);
        assert.ok(count(text, /[^a-zA-Z0-9]/g) >= rules.minSpecial);
        if (!rules.upper && rules.minUpper === 0) assert.equal(count(text, /[A-Z]/g), 0);
        if (!rules.special && rules.minSpecial === 0) assert.equal(count(text, /[^a-zA-Z0-9]/g), 0);
      }),
    );
  });

  it("tell everything that is wrong with their rules", () => {
    const none = { lower: false, upper: false, numeric: false, special: false };
    const minima = { minLower: 1, minUpper: 0, minNumeric: 0, minSpecial: 0 };
    assert.equal(problems({ length: 0, ...none, ...minima, overrideSpecial: "" }).length, 3);
  });

  it("use all characters about equally often", () => {
    const rules = { length: 20_000, lower: false, upper: false, numeric: true, special: false, overrideSpecial: "" };
    const text = draw({ ...rules, minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 });
    // Expected 2000 of each; eleven standard deviations (42) leave room for every honest draw.
    for (const digit of "0123456789") assert.ok(Math.abs(text.split(digit).length - 1 - 2000) < 470, digit);
  });
});
