import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { AppsV1Api, KubeConfig, KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";
import type { JsonObject } from "../../src/core/json.ts";
import { type Engine, runSandbox } from "../../src/operate/engine/toolchain.ts";
import { planAdmission } from "../../src/plan/admission.ts";
import { judge } from "../../src/rules/judge.ts";
import { library } from "../../src/rules/library.ts";
import type { JudgedObject, Rule } from "../../src/rules/rule.ts";
import { settingsFor } from "../support/environment.ts";
import { fixtureNamespaces, fixtureSettings, type RuleFixture, ruleFixtures } from "../support/rule-fixtures.ts";
import { root } from "../support/stack.ts";
import { ask } from "./support/admission.ts";
import { Checkout } from "./support/checkout.ts";
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
  const checkout = new Checkout();
  const config = new KubeConfig();
  let api: KubernetesObjectApi;
  let program: RuleProgram;

  before(async () => {
    const { code, stderr } = await checkout.run("sandbox", "up");
    equal(code, 0, stderr);
    config.loadFromString(checkout.read(".sandbox/dev/kubeconfig"));
    const engine = await runSandbox<Engine>({ directory: root, signal }, ["engine", "--plugins", "kubernetes"]);
    program = new RuleProgram(engine, join(checkout.directory, ".sandbox/dev/kubeconfig"));
    api = KubernetesObjectApi.makeApiClient(config);
    await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "fixtures" } });
  });

  after(async () => {
    program.remove();
    await checkout.remove();
  });

  for (const bad of [true, false]) {
    it(`are ${bad ? "broken" : "kept"} in the engine's eyes where they are in those of check`, async () => {
      // How charts are installed is judged without an engine: the provider refuses a chart that is not there.
      const fixtures = ruleFixtures.filter((fixture) => fixture.bad === bad && !holdsRelease(fixture));
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

  it("come to the cluster as policies", () => enforce("audit"));

  for (const fixture of ruleFixtures) {
    const seen = fixture.objects.filter(({ object }) => isSeen(object));
    if (seen.length === 0) continue;
    it(`${fixture.name} is judged as check judges it`, async () => {
      for (const judged of seen) {
        const expected = found(fixture, judged).filter((rule) => inCluster.some(({ id }) => id === rule));
        const { status, warnings, message } = await ask(config, judged.object);
        equal(status, 201, message);
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

  it("refuses where the environment says deny, and says which rule, where, and how to mend it", async () => {
    await enforce("deny");
    const [bad, good] = [objectOf("probes/bad-none"), objectOf("probes/good")];
    const refused = await ask(config, bad);
    equal(refused.status, 422, refused.message);
    match(refused.message, /probes: container 'web' lacks one of its probes.*Add the missing readinessProbe/);
    equal((await ask(config, good)).status, 201);
  });

  it("lets an exception through, and only it", async () => {
    const object = "fixtures/Deployment/probes-bad-none";
    const exception = { rule: "probes", object, reason: "it has always been so", expires: "2026-06-30" };
    await enforce("deny", [exception]);
    equal((await ask(config, objectOf("probes/bad-none"))).status, 201);
    equal((await ask(config, objectOf("probes/bad-one"))).status, 422);
  });

  it("lets what was there before be scaled, labelled and deleted", async () => {
    const { metadata, ...rest } = objectOf("probes/bad-none");
    const before = { ...rest, metadata: { ...(metadata as object), name: "before", namespace: "fixtures" } };
    await remove("deny");
    await api.create(before as never);
    await enforce("deny");
    const labels = { "app.kubernetes.io/part-of": "somebody" };
    const labelled = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "before", namespace: "fixtures", labels },
    };
    await api.patch(labelled as never, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
    const apps = config.makeApiClient(AppsV1Api);
    const scale = await apps.readNamespacedDeploymentScale(labelled.metadata);
    await apps.replaceNamespacedDeploymentScale({ ...labelled.metadata, body: { ...scale, spec: { replicas: 3 } } });
    await api.delete(labelled);
  });

  /** Has the policies of an environment in force. */
  async function enforce(enforcement: string, exceptions: readonly JsonObject[] = []): Promise<void> {
    for (const { object } of policies(enforcement, exceptions)) await apply(object);
    await inForce(true);
  }

  async function remove(enforcement: string): Promise<void> {
    for (const { object } of policies(enforcement)) await api.delete(object as never);
    await inForce(false);
  }

  async function apply(object: JsonObject): Promise<void> {
    await api.patch(object as never, undefined, undefined, "test", true, PatchStrategy.ServerSideApply);
  }

  /** The API server takes a moment to learn of its policies. */
  async function inForce(expected: boolean): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const answers = await Promise.all([
        ask(config, objectOf("spread/bad-empty")),
        ask(config, objectOf("access/bad-verbs")),
      ]);
      if (answers.every(({ status, warnings }) => (status !== 201 || warnings.length > 0) === expected)) break;
      await setTimeout(100);
    }
    await setTimeout(1000);
  }
});

function policies(enforcement: string, exceptions: readonly JsonObject[] = []) {
  const apps = Object.fromEntries(fixtureNamespaces.map((namespace) => [namespace, { chart: "web", namespace }]));
  const settings = settingsFor({ tier: "prod", rules: { enforcement, exceptions }, apps });
  return planAdmission(
    settings,
    fixtureNamespaces.map((name) => ({ name })),
  );
}

function objectOf(name: string): JsonObject {
  return ruleFixtures.find((fixture) => fixture.name === name)?.objects[0]?.object ?? {};
}

/** The kinds of a rule that belong to a namespace; the others an admission policy leaves alone. */
function kindsOf({ kinds }: Rule): readonly string[] {
  return kinds.filter((kind) => !kind.startsWith("Cluster"));
}

function holdsRelease({ objects }: RuleFixture): boolean {
  return objects.some(({ object }) => object.kind === "Release");
}

function isSeen({ kind }: JsonObject): boolean {
  return inCluster.some((rule) => kindsOf(rule).includes(String(kind)));
}

/** Ids of the rules that warnings come from. */
function rulesIn(warnings: readonly string[]): readonly string[] {
  const names = warnings.flatMap((warning) => [...warning.matchAll(/ValidatingAdmissionPolicy '([\w-]+)\.[\w.]+'/g)]);
  return [...new Set(names.map(([, rule = ""]) => rule))].sort();
}
