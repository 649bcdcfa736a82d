import type { Component } from "../catalog/component.ts";
import { type Enforcement, enforcementOf, ruleSettings } from "../config/rules.ts";
import type { Settings } from "../config/settings.ts";
import type { JsonObject } from "../core/json.ts";
import { namespaceLabel } from "../core/labels.ts";
import { celMatches, celText } from "../rules/cel.ts";
import { exceptedObjects, type RuleException } from "../rules/exception.ts";
import { type RuleSettings, rulesOf } from "../rules/judge.ts";
import type { Admission, Rule } from "../rules/rule.ts";
import { type ObjectPlan, objectPlan, stepName } from "./objects.ts";
import type { ReleasePlan } from "./releases.ts";

const apiVersion = "admissionregistration.k8s.io/v1";
const policyKind = "ValidatingAdmissionPolicy";

/** What the API server answers with: a refusal, or a warning to whoever asked and a line in its audit log. */
const actions: Readonly<Record<Exclude<Enforcement, "off">, readonly string[]>> = {
  audit: ["Warn", "Audit"],
  deny: ["Deny", "Audit"],
};

/** What the controllers of Kubernetes ask as: each has an account of its own, or all have one. */
const controllers =
  /^system:(?:kube-[a-z-]+|serviceaccount:kube-system:[a-z-]+-(?:controller|collector|autoscaler|binder|publisher))$/;

/** Whom and what no policy is about. */
const conditions: Readonly<Record<string, string>> = {
  // Its finalizers have to be taken away, whatever it looks like.
  stays: "!has(object.metadata.deletionTimestamp)",
  // What Kubernetes' controllers make follows from an object that was judged. Who asks tells them: an owner anybody can write.
  "made-by-hand": `!${celMatches("request.userInfo.username", controllers)}`,
};

/**
 * The rules that one object is enough to judge by, as policies of the API server for the namespaces of this environment, each
 * bound to them. Both belong to the cluster: the domain tells those of several environments on one cluster apart.
 */
export function planAdmission(
  { environment, catalog }: Settings,
  namespaces: readonly { readonly name: string }[],
): readonly ObjectPlan[] {
  const enforcement = enforcementOf(environment);
  if (enforcement === "off") return [];
  const settings = ruleSettings(environment);
  const operators = catalog.filter(({ name, operates }) => operates === true && name in environment.components);
  return rulesOf(environment.tier).flatMap((rule) => {
    const places = rule.scope === "apps" ? settings.appNamespaces : namespaces.map(({ name }) => name);
    if ("not" in rule.admission || places.length === 0) return [];
    const name = `${rule.id}.${environment.domain}`;
    const parts = { apiVersion, owner: "rules", guard: true } as const;
    const expression = rule.admission.expression({ ...settings, parameters: settings.parameters[rule.id] ?? {} });
    return [
      objectPlan({
        ...parts,
        kind: policyKind,
        name,
        requires: [],
        body: { spec: policySpec(rule, expression, settings, operators) },
      }),
      objectPlan({
        ...parts,
        kind: `${policyKind}Binding`,
        name,
        requires: [stepName(policyKind, name)],
        // Its actions are a set, to which a preview adds: together, Warn and Deny are refused.
        replace: true,
        body: { spec: { policyName: name, validationActions: actions[enforcement], matchResources: within(places) } },
      }),
    ];
  });
}

/** Everything that has to be there before a release: what it requires, and before an app also what watches over apps. */
export function requirementsOf(
  { kind, requires }: Pick<ReleasePlan, "kind" | "requires">,
  objects: readonly ObjectPlan[],
): readonly string[] {
  const guards = kind === "app" ? objects.filter(({ guard }) => guard === true).map(({ name }) => name) : [];
  return [...requires, ...guards];
}

function policySpec(
  { id, fix }: Rule,
  admission: Admission,
  { exceptions }: RuleSettings,
  operators: readonly Component[],
): JsonObject {
  const { resources, variables = {}, faults, also } = admission;
  // What was there before the policy can still be scaled, labelled and deleted.
  const changed = [
    "request.operation == 'CREATE'",
    "!has(dyn(object).spec)",
    "dyn(object).spec != dyn(oldObject).spec",
    ...(also === undefined ? [] : [also]),
  ].join(" || ");
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      resourceRules: resources.map((rule) => ({ ...rule, operations: ["CREATE", "UPDATE"], scope: "Namespaced" })),
    },
    matchConditions: named({
      ...conditions,
      changed,
      ...operated(operators),
      ...excepted(exceptions.filter(({ rule }) => rule === id)),
    }),
    variables: named({ ...variables, faults }),
    validations: [
      {
        expression: "variables.faults.size() == 0",
        messageExpression: `${celText(`${id}: `)} + variables.faults.join("; ") + ${celText(`. ${fix}`)}`,
      },
    ],
  };
}

/** What operators make of their own resources, of which they are the owner: charts of others decide what it looks like. */
function operated(operators: readonly Component[]): Readonly<Record<string, string>> {
  if (operators.length === 0) return {};
  const asks = [...new Set(operators.map(({ namespace }) => namespace))].map(
    (namespace) => `request.userInfo.username.startsWith('system:serviceaccount:${namespace}:')`,
  );
  const owned =
    "has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller)";
  return { "made-by-no-operator": `!(${owned} && (${asks.join(" || ")}))` };
}

/** The objects that need not keep the rule, by name. Their last day is not known to the API server: `up` looks at it. */
function excepted(exceptions: readonly RuleException[]): Readonly<Record<string, string>> {
  if (exceptions.length === 0) return {};
  const id =
    "(object.metadata.namespace + '/' + object.kind + '/' + (has(object.metadata.name) ? object.metadata.name : ''))";
  return { "not-excepted": `!${celMatches(id, exceptedObjects(exceptions))}` };
}

function named(expressions: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(expressions).map(([name, expression]) => ({ name, expression }));
}

function within(namespaces: readonly string[]): JsonObject {
  return {
    namespaceSelector: {
      matchExpressions: [{ key: namespaceLabel, operator: "In", values: namespaces }],
    },
  };
}
