import { deepEqual, equal, ok } from "node:assert/strict";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { policiesOf } from "../../../policy/policies.ts";
import { objectOfResource } from "../../../policy/resource-object.ts";
import { mapAt } from "../../../src/core/fields.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { judge } from "../../../src/rules/judge.ts";
import type { JudgedObject } from "../../../src/rules/rule.ts";
import { settingsFor } from "../../support/environment.ts";
import { fixtureNamespaces, fixtureSettings, ruleFixtures } from "../../support/rule-fixtures.ts";

const day = "2026-01-01";

function environment(rules: JsonObject = {}, tier = "prod") {
  const apps = Object.fromEntries(fixtureNamespaces.map((namespace) => [namespace, { chart: "web", namespace }]));
  return settingsFor({ tier, rules: { enforcement: null, ...rules }, apps }).environment;
}

/** The pack of an environment that excepts nothing. */
const pack = policiesOf(environment(), day);

/** What policies may ask of the engine beside the resource; none of ours does. */
const unasked = {
  stackTags: new Map<string, string>(),
  opts: {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
  },
  dependencies: [],
  propertyDependencies: {},
  isType: () => false,
  asType: () => undefined,
  getConfig: () => {
    throw new Error("there is no configuration");
  },
  notApplicable: () => {
    throw new Error("every policy is applicable");
  },
};

function resource(type: string, props: object, name = ""): ResourceValidationArgs & PolicyResource {
  return { ...unasked, type, props, name, urn: `urn:${name}` };
}

/** An object of the fixtures as the engine shows it to a policy. */
function resourceOf({ id, object }: JudgedObject): ResourceValidationArgs & PolicyResource {
  if (object.kind !== "Release") return resource(`kubernetes:any/v1:${object.kind}`, object, id);
  const inputs = { version: "", timeout: null, ...mapAt(object, "metadata"), ...mapAt(object, "spec") };
  return resource("kubernetes:helm.sh/v3:Release", inputs, id);
}

/** What the pack reports of a set of objects: the rule, and the object. */
async function reported(objects: readonly JudgedObject[], policies = pack) {
  const resources = objects.map(resourceOf);
  const found: string[] = [];
  for (const policy of policies) {
    const report = (message: string) => found.push(`${policy.name} ${message.split(":")[0]}`);
    if ("validateStack" in policy) await policy.validateStack({ ...unasked, resources }, report);
    else
      for (const resource of resources)
        for (const validate of [policy.validateResource].flat()) await validate?.(resource, report);
  }
  return found.sort();
}

describe("the policy pack", () => {
  for (const { name, objects } of ruleFixtures) {
    it(`finds in ${name} what check finds`, async () => {
      const { findings } = judge(objects, fixtureSettings, day);
      deepEqual(await reported(objects), findings.map(({ rule, object }) => `${rule} ${object}`).sort());
    });
  }

  for (const [tier, rules, level] of [
    ["dev", {}, "advisory"],
    ["staging", {}, "mandatory"],
    ["prod", {}, "mandatory"],
    ["prod", { enforcement: "audit" }, "advisory"],
    ["prod", { enforcement: "off" }, "disabled"],
  ] as const) {
    it(`is ${level} in tier ${tier} with ${JSON.stringify(rules)}`, () => {
      const policies = policiesOf(environment(rules, tier), day).filter(({ name }) => name !== "exceptions");
      deepEqual([...new Set(policies.map(({ enforcementLevel }) => enforcementLevel))], [level]);
    });
  }

  it("takes an exception until its last day, and then refuses everything", async () => {
    const objects = ruleFixtures.find(({ name }) => name === "probes/bad-one")?.objects ?? [];
    const exception = { rule: "probes", object: objects[0]?.id ?? "", reason: "always been so", expires: "2026-06-30" };
    const env = environment({ exceptions: [exception] });
    deepEqual(await reported(objects, policiesOf(env, "2026-06-30")), []);
    deepEqual(await reported(objects, policiesOf(env, "2026-07-01")), [`probes ${exception.object}`]);
    const expiry = policiesOf(env, "2026-07-01").find(({ name }) => name === "exceptions");
    ok(expiry !== undefined && "validateResource" in expiry);
    equal(expiry.enforcementLevel, "mandatory");
    const said: string[] = [];
    const stack = resource("pulumi:pulumi:Stack", {});
    for (const validate of [expiry.validateResource].flat()) await validate?.(stack, (message) => said.push(message));
    deepEqual(said, [`probes of ${exception.object} expired on 2026-06-30`]);
  });

  it("leaves alone what is no Kubernetes object", () => {
    equal(objectOfResource("aws:secretsmanager/secret:Secret", { name: "web" }), undefined);
    equal(objectOfResource("pulumi:providers:kubernetes", {}), undefined);
    equal(objectOfResource("kubernetes:core/v1:ConfigMap", { metadata: { name: "web" } }), undefined);
  });
});
