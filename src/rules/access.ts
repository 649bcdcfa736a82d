import { z } from "zod";
import { at, mapAt, mapsAt, textsAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { tiers } from "../core/tier.ts";
import { celList } from "./cel.ts";
import { defineRule } from "./rule.ts";

const lists = ["apiGroups", "resources", "verbs", "nonResourceURLs"] as const;
const bindings = ["RoleBinding", "ClusterRoleBinding"];
/** Roles of Kubernetes that may do everything in a namespace, or everywhere. */
const owners = ["cluster-admin", "admin"];
/** Verbs by which one takes rights that one was not given. */
const raising = ["escalate", "bind", "impersonate"];

/** Least privilege: nothing by wildcard, and secrets by name. */
export const access = defineRule({
  id: "access",
  title: "A role names what it allows, and secrets one by one.",
  why: "A wildcard allows what will be added later; who reads all secrets of a namespace, or may bind roles, has every right there is.",
  fix: "Name apiGroups, resources and verbs; give rules over secrets their resourceNames; leave out escalate, bind, impersonate and aggregationRule; bind neither admin nor cluster-admin.",
  kinds: ["Role", "ClusterRole", ...bindings],
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    if (bindings.includes(String(object.kind))) {
      const { kind, name } = mapAt(object, "roleRef");
      if (kind === "ClusterRole" && owners.some((owner) => owner === name)) yield `binds ${name}`;
      return;
    }
    if (at(object, "aggregationRule") !== undefined) yield "takes its rules from whatever role has a label";
    for (const [index, rule] of mapsAt(object, "rules").entries()) yield* ruleFaults(`rule ${index + 1}`, rule);
  },
  admission: {
    // A ClusterRole belongs to no namespace: here nobody can tell an app's from an operator's, so the other two look at those.
    expression: () => ({
      resources: [
        { apiGroups: ["rbac.authorization.k8s.io"], apiVersions: ["v1"], resources: ["roles", "rolebindings"] },
      ],
      variables: { rules: "object.kind == 'Role' && has(dyn(object).rules) ? dyn(object).rules : dyn([])" },
      faults: [
        `(object.kind == 'RoleBinding' && dyn(object).roleRef.kind == 'ClusterRole' && dyn(object).roleRef.name in ${celList(owners)} ? ["binds " + dyn(object).roleRef.name] : [])`,
        `(variables.rules.exists(r, ${lists.map((list) => `has(r.${list}) && r.${list}.exists(i, i.contains('*'))`).join(" || ")}) ? ["a rule has a wildcard"] : [])`,
        `(variables.rules.exists(r, has(r.verbs) && r.verbs.exists(v, v in ${celList(raising)})) ? ["a rule lets rights be raised"] : [])`,
        `(variables.rules.exists(r, has(r.resources) && r.resources.exists(i, i == 'secrets') && !(has(r.resourceNames) && r.resourceNames.size() > 0)) ? ["a rule reaches every secret"] : [])`,
      ].join(" + "),
    }),
  },
});

function* ruleFaults(place: string, rule: JsonObject): Iterable<string> {
  for (const list of lists) {
    if (textsAt(rule, list).some((item) => item.includes("*"))) yield `${place} has a wildcard in ${list}`;
  }
  const raised = textsAt(rule, "verbs").filter((verb) => raising.includes(verb));
  if (raised.length > 0) yield `${place} lets rights be raised by ${raised.join(", ")}`;
  if (textsAt(rule, "resources").includes("secrets") && textsAt(rule, "resourceNames").length === 0)
    yield `${place} reaches every secret of its namespace`;
}
