import { deepEqual, equal, match, ok } from "node:assert/strict";
import { listAt, mapsAt, textAt } from "../../../src/core/fields.ts";
import { isObject, type JsonObject } from "../../../src/core/json.ts";
import { type Tier, tiers } from "../../../src/core/tier.ts";
import { requirementsOf } from "../../../src/plan/admission.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { rulesOf } from "../../../src/rules/judge.ts";
import { inOrder, planFor } from "../../support/environment.ts";

/** A plan with one app and one component, and the rules as its tier has them. */
function planWith(tier: Tier, rules: JsonObject = {}): Plan {
  return planFor({
    tier,
    rules: { enforcement: null, ...rules },
    components: { "cert-manager": {} },
    apps: { web: { chart: "web", namespace: "shop" } },
  });
}

function specs({ objects }: Plan, kind: string): readonly JsonObject[] {
  return objects.flatMap(({ object }) => (object.kind === kind && isObject(object.spec) ? [object.spec] : []));
}

describe("admission policies of a plan", () => {
  for (const tier of tiers) {
    it(`are one for each rule of tier ${tier} that one object is enough to judge by, each with its binding`, () => {
      const plan = planWith(tier);
      const expected = rulesOf(tier).flatMap(({ id, admission }) => ("not" in admission ? [] : [`${id}.example.com`]));
      const bindings = specs(plan, "ValidatingAdmissionPolicyBinding");
      deepEqual(bindings.map((spec) => textAt(spec, "policyName")).sort(), expected);
      equal(specs(plan, "ValidatingAdmissionPolicy").length, expected.length);
    });
  }

  for (const [tier, first] of [
    ["dev", "Warn"],
    ["staging", "Deny"],
    ["prod", "Deny"],
  ] as const) {
    it(`begin with ${first} in tier ${tier}`, () => {
      for (const { validationActions } of specs(planWith(tier), "ValidatingAdmissionPolicyBinding"))
        deepEqual(validationActions, [first, "Audit"]);
    });
  }

  it("do as the stack file says", () => {
    const [audit] = specs(planWith("prod", { enforcement: "audit" }), "ValidatingAdmissionPolicyBinding");
    deepEqual(audit?.validationActions, ["Warn", "Audit"]);
    deepEqual(specs(planWith("prod", { enforcement: "off" }), "ValidatingAdmissionPolicy"), []);
  });

  it("come before every app, and before no component", () => {
    const plan = planWith("prod");
    const names = plan.objects.filter(({ guard }) => guard === true).map(({ name }) => name);
    ok(names.length > 10);
    for (const name of names) ok(inOrder(plan, name, "web"), name);
    const component = { kind: "component", requires: ["other"] } as const;
    deepEqual(requirementsOf(component, plan.objects), ["other"]);
  });

  it("hold rules of apps in the apps' namespaces, and the others in every namespace of the plan", () => {
    const plan = planWith("prod");
    const places = Object.fromEntries(
      specs(plan, "ValidatingAdmissionPolicyBinding").map((spec) => [
        textAt(spec, "policyName"),
        listAt(listAt(spec, "matchResources", "namespaceSelector", "matchExpressions")[0], "values"),
      ]),
    );
    deepEqual(places["probes.example.com"], ["shop"]);
    deepEqual(
      places["ingress-tls.example.com"],
      plan.namespaces.map(({ name }) => name),
    );
  });

  it("leave alone what operators that are installed make and own, and nobody else", () => {
    const accounts = (components: JsonObject) => {
      const apps = { web: { chart: "web", namespace: "shop" } };
      const plan = planFor({ tier: "prod", rules: { enforcement: null }, components, apps });
      const [spec] = specs(plan, "ValidatingAdmissionPolicy");
      const operated = mapsAt(spec, "matchConditions").find(({ name }) => name === "made-by-no-operator");
      return textAt(operated, "expression").match(/system:serviceaccount:[\w-]+:/g);
    };
    deepEqual(accounts({ "cert-manager": {}, "argo-cd": {} }), ["system:serviceaccount:cert-manager:"]);
    equal(accounts({ "argo-cd": {} }), null);
  });

  it("leave out what the stack file excepts, from its rule alone", () => {
    const exceptions = [
      { rule: "probes", object: "shop/Deployment/web", reason: "it has no port", expires: "2026-12-31" },
    ];
    const excepting = specs(planWith("prod", { exceptions }), "ValidatingAdmissionPolicy").filter((spec) =>
      mapsAt(spec, "matchConditions").some(({ name }) => name === "not-excepted"),
    );
    const messages = excepting.map((spec) => textAt(listAt(spec, "validations")[0], "messageExpression"));
    equal(messages.length, 1);
    match(messages[0] ?? "", /^"probes: /);
  });
});
