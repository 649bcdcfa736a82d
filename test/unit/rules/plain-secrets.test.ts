import { deepEqual } from "node:assert/strict";
import { judge } from "../../../src/rules/judge.ts";
import { fixtureSettings, ruleFixtures } from "../../support/rule-fixtures.ts";

describe("names of settings", () => {
  for (const [fixture, bad] of [
    ["bad-names", true],
    ["good-names", false],
  ] as const) {
    for (const one of ruleFixtures.find(({ name }) => name === `plain-secrets/${fixture}`)?.objects ?? []) {
      it(`${JSON.stringify(one.object.data)} ${bad ? "looks like a secret" : "does not look like one"}`, () => {
        const { findings } = judge([one], fixtureSettings, "2026-01-01");
        deepEqual(
          findings.map(({ rule }) => rule),
          bad ? ["plain-secrets"] : [],
        );
      });
    }
  }
});
