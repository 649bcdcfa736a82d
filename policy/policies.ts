import type { EnforcementLevel, PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Environment } from "../src/config/environment-schema.ts";
import { type Enforcement, enforcementOf, ruleSettings } from "../src/config/rules.ts";
import { isExpired } from "../src/rules/exception.ts";
import { judge, type RuleSettings, rulesOf } from "../src/rules/judge.ts";
import type { JudgedObject, Rule } from "../src/rules/rule.ts";
import { objectOfResource } from "./resource-object.ts";

type RulePolicy = ResourceValidationPolicy | StackValidationPolicy;

const levels: Readonly<Record<Enforcement, EnforcementLevel>> = {
  audit: "advisory",
  deny: "mandatory",
  off: "disabled",
};

/**
 * The rules as policies of the engine. One that looks at an object is asked before that object is created; one that looks for
 * others can be asked only when all are known, which in `up` is at its end. `today` is the day that exceptions are held against.
 */
export function policiesOf(environment: Environment, today: string): RulePolicy[] {
  const settings = ruleSettings(environment);
  const enforcementLevel = levels[enforcementOf(environment)];
  const rules = rulesOf(environment.tier).map((rule) => ({ ...policyOf(rule, settings, today), enforcementLevel }));
  return [...rules, expiryPolicy(settings, today)];
}

function policyOf(rule: Rule, settings: RuleSettings, today: string): RulePolicy {
  const described = { name: rule.id, description: `${rule.title} ${rule.fix}` };
  if (rule.sees === "object") {
    return {
      ...described,
      validateResource: ({ type, props }, report) => {
        const object = objectOfResource(type, props);
        if (object === undefined) return;
        for (const { found } of judge([object], settings, today, [rule]).findings)
          report(`${object.id}: ${found.join("; ")}`);
      },
    };
  }
  return {
    ...described,
    validateStack: ({ resources }, report) => {
      const known = resources.flatMap(judgedOf);
      const { findings } = judge(
        known.map(({ object }) => object),
        settings,
        today,
        [rule],
      );
      for (const { object, found } of findings)
        report(`${object}: ${found.join("; ")}`, known.find((one) => one.object.id === object)?.urn);
    },
  };
}

function judgedOf({
  type,
  props,
  urn,
}: PolicyResource): readonly { readonly object: JudgedObject; readonly urn: string }[] {
  const object = objectOfResource(type, props);
  return object === undefined ? [] : [{ object, urn }];
}

/** Exceptions have a last day: after it nothing is created, whatever else the environment does with its rules. */
function expiryPolicy({ exceptions }: RuleSettings, today: string): ResourceValidationPolicy {
  const expired = exceptions.filter((exception) => isExpired(exception, today));
  return {
    name: "exceptions",
    description: "No exception counts after its last day. Mend the object, or give the exception another day.",
    enforcementLevel: "mandatory",
    validateResource: ({ type }, report) => {
      if (type !== "pulumi:pulumi:Stack") return;
      for (const { rule, object, expires } of expired) report(`${rule} of ${object} expired on ${expires}`);
    },
  };
}
