import { deepEqual, equal } from "node:assert/strict";
import { exceptedObjects, type RuleException } from "../../../src/rules/exception.ts";
import { judge, type RuleSettings } from "../../../src/rules/judge.ts";
import { fixtureSettings, ruleFixtures } from "../../support/rule-fixtures.ts";

const objects = ruleFixtures.find(({ name }) => name === "probes/bad-one")?.objects ?? [];
const object = objects[0]?.id ?? "";

function excepting(...exceptions: readonly Partial<RuleException>[]): RuleSettings {
  const complete = { rule: "probes", object, reason: "it has always been so", expires: "2026-06-30" };
  return { ...fixtureSettings, exceptions: exceptions.map((one) => ({ ...complete, ...one })) };
}

describe("an exception", () => {
  it("allows its object to break its rule, and is told", () => {
    const { findings, excepted, unused } = judge(objects, excepting({}), "2026-06-30");
    deepEqual([findings, unused], [[], []]);
    deepEqual(
      excepted.map(({ rule, object }) => [rule, object]),
      [["probes", object]],
    );
  });

  it("counts no more on the day after its last", () => {
    const { findings, excepted, expired } = judge(objects, excepting({}), "2026-07-01");
    deepEqual(
      findings.map(({ rule }) => rule),
      ["probes"],
    );
    deepEqual(excepted, []);
    deepEqual(
      expired.map(({ expires }) => expires),
      ["2026-06-30"],
    );
  });

  it("is told where it is for more than a year, and counts", () => {
    for (const [expires, told] of [
      ["2027-02-28", 0],
      ["2027-03-01", 1],
      ["9999-12-31", 1],
    ] as const) {
      const { findings, endless } = judge(objects, excepting({ expires }), "2026-02-28");
      deepEqual([findings.length, endless.length], [0, told]);
    }
  });

  it("of another rule or another object changes nothing, and is unused", () => {
    for (const other of [{ rule: "resources" }, { object: "fixtures/StatefulSet/other" }]) {
      const { findings, unused } = judge(objects, excepting(other), "2026-01-01");
      equal(findings.length, 1);
      equal(unused.length, 1);
    }
  });

  it("takes * for any characters of one part of the name, and nothing else for more than it says", () => {
    const pattern = (text: string) => exceptedObjects([{ rule: "probes", object: text, reason: "", expires: "" }]);
    equal(pattern("shop/Deployment/web-*").test("shop/Deployment/web-1"), true);
    equal(pattern("shop/*").test("shop/StatefulSet/web"), false);
    equal(pattern("shop/Deployment/web").test("shop/Deployment/web-1"), false);
    equal(pattern("shop/Deployment/w.b").test("shop/Deployment/web"), false);
  });

  it("is not asked for where its rule is not", () => {
    const { unused } = judge(objects, excepting({ rule: "resources" }), "2026-01-01", []);
    deepEqual(unused, []);
  });
});
