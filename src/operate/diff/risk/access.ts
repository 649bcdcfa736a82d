import { mapAt, mapsAt } from "../../../core/fields.ts";
import { isObject, isSame, type Json, type JsonObject } from "../../../core/json.ts";
import { podOf } from "../../../rules/pods.ts";
import { kindOf, type RenderedObject } from "../../render/object.ts";
import { at, texts } from "./fields.ts";
import type { RiskRule } from "./risk.ts";

const group = "rbac.authorization.k8s.io";

/** Beginning of the labels by which Kubernetes adds a ClusterRole to its own ones. */
const aggregate = `${group}/aggregate-to-`;

/** At most this many permissions are named. */
const named = 4;

/** Who may do more than before. */
export const access: RiskRule = ({ before, after }) => {
  if (after === undefined) return [];
  const kind = kindOf(after);
  if (kind === `Role.${group}` || kind === `ClusterRole.${group}`) return widened(before, after);
  if (kind === `RoleBinding.${group}` || kind === `ClusterRoleBinding.${group}`) return bound(before, after);
  return actingPods(before, after);
};

function widened(before: RenderedObject | undefined, after: RenderedObject): readonly string[] {
  return [...morePermissions(before, after), ...gathered(before, after), ...lent(before, after)];
}

function morePermissions(before: RenderedObject | undefined, after: RenderedObject): readonly string[] {
  const rules = mapsAt(before?.object.rules);
  const more = mapsAt(after.object.rules)
    .flatMap(permissions)
    .filter((wanted) => !rules.some((rule) => covers(rule, wanted)));
  if (more.length === 0) return [];
  const shown = [...new Set(more.map(({ verb, resource }) => `${verb} ${resource}`))];
  const rest = shown.length > named ? ` and ${shown.length - named} more` : "";
  return [`may ${shown.slice(0, named).join(", ")}${rest}`];
}

/** What a role takes from others by their labels. */
function gathered(before: RenderedObject | undefined, after: RenderedObject): readonly string[] {
  const [known, selectors] = [before, after].map((of) => mapsAt(of?.object, "aggregationRule", "clusterRoleSelectors"));
  const added = (selectors ?? []).filter((selector) => !known?.some((one) => isSame(one, selector)));
  return added.map((selector) => {
    const labels = Object.entries(mapAt(selector, "matchLabels")).map(([key, value]) => `${key}=${value}`);
    const which = isSame(selector, {}) ? "" : ` labelled ${labels.join(", ") || JSON.stringify(selector)}`;
    return `may what every ClusterRole${which} allows`;
  });
}

/** The roles of Kubernetes that a role's label adds it to. */
function lent(before: RenderedObject | undefined, after: RenderedObject): readonly string[] {
  const targets = (of: RenderedObject | undefined) =>
    Object.entries(mapAt(of?.object, "metadata", "labels")).flatMap(([key, value]) =>
      key.startsWith(aggregate) && value === "true" ? [key.slice(aggregate.length)] : [],
    );
  const added = targets(after).filter((target) => !targets(before).includes(target));
  return added.length === 0 ? [] : [`whoever is ${added.join(" or ")} may the same`];
}

/** Pods that act with other rights than before. */
function actingPods(before: RenderedObject | undefined, after: RenderedObject): readonly string[] {
  if (before === undefined) return [];
  const [was, is] = [before, after].map(({ object }) => accountOf(podOf(object)));
  return was === undefined || is === undefined || was === is ? [] : [`its pods act as ServiceAccount ${is}`];
}

function accountOf(pod: Json | undefined): string | undefined {
  return isObject(pod) ? String(pod.serviceAccountName ?? pod.serviceAccount ?? "default") : undefined;
}

/** One thing that a rule allows. */
interface Permission {
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  /** Names that it is limited to; none: any. */
  readonly names: readonly string[];
}

function permissions({
  verbs,
  apiGroups,
  resources,
  resourceNames,
  nonResourceURLs,
}: JsonObject): readonly Permission[] {
  const groups = texts(apiGroups);
  const things = [...texts(resources), ...texts(nonResourceURLs)];
  const names = texts(resourceNames);
  return texts(verbs).flatMap((verb) =>
    things.flatMap((resource) =>
      (groups.length === 0 ? [""] : groups).map((apiGroup) => ({ verb, apiGroup, resource, names })),
    ),
  );
}

function covers(rule: JsonObject, { verb, apiGroup, resource, names }: Permission): boolean {
  const limit = texts(rule.resourceNames);
  return (
    has(rule.verbs, verb) &&
    (has(rule.apiGroups, apiGroup) || rule.apiGroups === undefined) &&
    (has(rule.resources, resource) || has(rule.nonResourceURLs, resource)) &&
    (limit.length === 0 || (names.length > 0 && names.every((name) => limit.includes(name))))
  );
}

function has(list: Json | undefined, wanted: string): boolean {
  const known = texts(list);
  return known.includes(wanted) || known.includes("*");
}

function bound(before: RenderedObject | undefined, after: RenderedObject): readonly string[] {
  const another = !isSame(before?.object.roleRef, after.object.roleRef);
  const known = another ? [] : mapsAt(before?.object.subjects).map(subjectName);
  const added = mapsAt(after.object.subjects)
    .map(subjectName)
    .filter((subject) => !known.includes(subject));
  if (added.length === 0) return [];
  return [
    `${added.join(", ")} may what ${at(after.object, "roleRef.kind")} ${at(after.object, "roleRef.name")} allows`,
  ];
}

function subjectName({ kind, namespace, name }: JsonObject): string {
  return [kind, [namespace, name].filter((part) => part !== undefined).join("/")].join(" ");
}
