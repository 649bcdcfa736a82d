import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { JsonObject } from "../../src/core/json.ts";
import { type Engine, runSandbox } from "../../src/operate/engine/toolchain.ts";
import { judge } from "../../src/rules/judge.ts";
import { library } from "../../src/rules/library.ts";
import type { JudgedObject, Rule } from "../../src/rules/rule.ts";
import { fixtureSettings, type RuleFixture, ruleFixtures } from "../support/rule-fixtures.ts";
import { root } from "../support/stack.ts";
import { ask } from "./support/admission.ts";
import { RuleCluster } from "./support/rule-cluster.ts";
import { RuleProgram } from "./support/rule-program.ts";

const day = "2026-01-01";
const { signal } = new AbortController();

/** Rules that the API server holds, and what it sees of them. */
const inCluster = library.filter(({ admission }) => !("not" in admission));

/** Ids of the rules that an object breaks, as `check` finds them. */
function found({ objects }: RuleFixture, { id }: JudgedObject): readonly string[] {
  const { findings } = judge(objects, fixtureSettings, day);
  return findings.filter(({ object }) => object === id).map(({ rule }) => rule);
}

describe("the rules, in the engine and in the cluster,", function () {
  this.timeout(300_000);
  const cluster = new RuleCluster();
  let program: RuleProgram;

  before(async () => {
    await cluster.start();
    const engine = await runSandbox<Engine>({ directory: root, signal }, ["engine", "--plugins", "kubernetes"]);
    program = new RuleProgram(engine, cluster.kubeconfig);
  });

  after(async () => {
    program.remove();
    await cluster.remove();
  });

  for (const bad of [true, false]) {
    it(`are ${bad ? "broken" : "kept"} in the engine's eyes where they are in those of check`, async () => {
      // How charts are installed is judged without an engine: the provider refuses a chart that is not there.
      const fixtures = ruleFixtures.filter(
        (fixture) => fixture.bad === bad && !holdsRelease(fixture) && isPreviewed(fixture),
      );
      const expected = fixtures.flatMap((fixture) =>
        judge(fixture.objects, fixtureSettings, day).findings.map(({ rule, object }) => `${rule} ${object}`),
      );
      const { broken, refused } = await program.preview(fixtures);
      deepEqual(broken, expected.sort());
      equal(refused, bad);
    });
  }

  it("are served by the engine's own runner, too", async () => {
    match(await program.serve(), /^\d+\s/);
  });

  it("come to the cluster as policies", () => cluster.enforce("audit"));

  for (const fixture of ruleFixtures) {
    const seen = fixture.objects.filter(({ object }) => isSeen(object));
    if (seen.length === 0) continue;
    it(`${fixture.name} is judged as check judges it`, async () => {
      for (const judged of seen) {
        const expected = found(fixture, judged).filter((rule) => inCluster.some(({ id }) => id === rule));
        const asked = fixture.variant === "added" ? cluster.add(judged.object) : ask(cluster.config, judged.object);
        const { status, warnings, message } = await asked;
        ok(status < 300, message);
        deepEqual(rulesIn(warnings), [...expected].sort(), warnings.join("\n"));
      }
    });
  }

  it("every rule that can be held there was broken there, and no other", () => {
    const broken = new Set(ruleFixtures.filter(({ bad }) => bad).map(({ rule }) => rule));
    for (const rule of inCluster) ok(broken.has(rule.id) && kindsOf(rule).length > 0, rule.id);
    for (const { admission } of library.filter((rule) => !inCluster.includes(rule)))
      match("not" in admission ? admission.not : "", /^.{30,}\.$/);
  });
});

/** The kinds of a rule that belong to a namespace; the others an admission policy leaves alone. */
function kindsOf({ kinds }: Rule): readonly string[] {
  return kinds.filter((kind) => !kind.startsWith("ClusterRole"));
}

function holdsRelease({ objects }: RuleFixture): boolean {
  return objects.some(({ object }) => object.kind === "Release");
}

/** The pack asks the same check for every kind: for one rule, all of them are enough, and take seconds instead of minutes. */
function isPreviewed({ rule, variant }: RuleFixture): boolean {
  return variant === undefined || (variant === "made" && rule === "host-access");
}

function isSeen({ kind }: JsonObject): boolean {
  return inCluster.some((rule) => kindsOf(rule).includes(String(kind)));
}

/** Ids of the rules that warnings come from. */
function rulesIn(warnings: readonly string[]): readonly string[] {
  const names = warnings.flatMap((warning) => [...warning.matchAll(/ValidatingAdmissionPolicy '([\w-]+)\.[\w.]+'/g)]);
  return [...new Set(names.map(([, rule = ""]) => rule))].sort();
}
