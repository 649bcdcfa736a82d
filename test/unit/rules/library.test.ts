import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { tiers } from "../../../src/core/tier.ts";
import { findingOf, judge, rulesOf } from "../../../src/rules/judge.ts";
import { library } from "../../../src/rules/library.ts";
import { fixtureSettings, ruleFixtures } from "../../support/rule-fixtures.ts";
import { root } from "../../support/stack.ts";

const day = "2026-01-01";

describe("the rule library", () => {
  it("has each rule in a file of its name, in order", () => {
    const files = new Set(readdirSync(join(root, "src/rules")));
    const ids = library.map(({ id }) => id);
    deepEqual(ids, [...new Set(ids)].sort());
    for (const id of ids) ok(files.has(`${id}.ts`), `src/rules/${id}.ts`);
  });

  for (const rule of library) {
    const own = ruleFixtures.filter((fixture) => fixture.rule === rule.id);

    it(`${rule.id} says what, why and how to mend it, and has a good and a bad fixture`, () => {
      for (const text of [rule.title, rule.why, rule.fix]) match(text, /^.{15,}\.$/);
      deepEqual([...new Set(own.map(({ bad }) => bad))].sort(), [false, true]);
      deepEqual(rule.parameters.safeParse({}).success, true);
      ok(rule.tiers.length > 0 && rule.tiers.every((tier) => tiers.includes(tier)));
    });

    for (const { name, bad, objects } of own) {
      it(`${name} is ${bad ? "found" : "fine"}`, () => {
        const { findings } = judge(objects, fixtureSettings, day);
        const broken = [...new Set(findings.map((finding) => finding.rule))];
        if (bad) ok(broken.includes(rule.id), JSON.stringify(findings));
        else deepEqual(findings, []);
      });
    }

    it(`${rule.id} looks at nothing but its kinds`, () => {
      const other = { kind: "Other", metadata: { name: "web" } };
      const object = { id: "fixtures/Other/web", namespace: "fixtures", object: other };
      deepEqual(findingOf(rule, object, [object], fixtureSettings), []);
    });

    it(`${rule.id} ${rule.scope === "apps" ? "leaves alone what lives with components" : "looks at components, too"}`, () => {
      const elsewhere = { ...fixtureSettings, appNamespaces: [] };
      const bad = own.filter((fixture) => fixture.bad);
      const found = bad.flatMap(({ objects }) => judge(objects, elsewhere, day, [rule]).findings);
      equal(found.length > 0, rule.scope === "all");
    });
  }

  it("no fixture belongs to no rule", () => {
    const ids = library.map(({ id }) => id);
    deepEqual(
      ruleFixtures.filter(({ rule }) => !ids.includes(rule)).map(({ name }) => name),
      [],
    );
  });

  it("holds fewer rules where less has to be withstood, and each that holds there holds further up", () => {
    const [dev, staging, prod] = tiers.map((tier) => rulesOf(tier).map(({ id }) => id));
    ok(dev?.every((id) => staging?.includes(id)) && staging?.every((id) => prod?.includes(id)));
    ok((dev?.length ?? 0) < (staging?.length ?? 0) && (staging?.length ?? 0) < (prod?.length ?? 0));
    deepEqual(
      prod,
      library.map(({ id }) => id),
    );
  });
});
