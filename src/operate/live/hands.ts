import { mapsAt } from "../../core/fields.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";

/** The way to a field, as the API server writes it: `f:` a key, `k:` an item of a list by its keys, `v:` a value of a list. */
export type FieldPath = readonly string[];

/** Fields of an object that a person has set, as the API server remembers it. */
export interface Hand {
  /** What it was done with: `kubectl edit`, `kubectl scale`. */
  readonly with: string;
  /** When (ISO 8601). */
  readonly when: string;
  readonly fields: readonly FieldPath[];
}

/** Programs that people change a cluster with; what controllers set is their business. */
const byHand = /^(kubectl|k9s|lens|openlens|headlamp|mozilla|curl|oc\b)/i;

/** The annotation with which `kubectl rollout restart` makes other pods. */
const restarted = "f:kubectl.kubernetes.io/restartedAt";

/** What each of kubectl's commands is called in the API server's memory. */
const verbs: Readonly<Record<string, string>> = {
  "kubectl-client-side-apply": "kubectl apply",
  "kubectl-edit": "kubectl edit",
  "kubectl-patch": "kubectl patch",
  "kubectl-set": "kubectl set",
  "kubectl-label": "kubectl label",
  "kubectl-annotate": "kubectl annotate",
  "kubectl-rollout": "kubectl rollout restart",
};

/** What people have set on an object, beside its status. */
export function handsOn(object: JsonObject): readonly Hand[] {
  return mapsAt(object, "metadata", "managedFields").flatMap((entry) => {
    const { manager = "", subresource = "", time = "", fieldsV1 = {} } = entry;
    if (!byHand.test(String(manager)) || subresource === "status") return [];
    const fields = leaves(fieldsV1, []).filter(
      (path) => !path.some((part) => part.includes("last-applied-configuration")),
    );
    const name = subresource === "scale" ? "kubectl scale" : (verbs[String(manager)] ?? String(manager));
    return [{ with: name, when: String(time), fields }];
  });
}

/** Whether a field only says that pods were restarted. */
export function isRestart(path: FieldPath): boolean {
  return path.at(-1) === restarted;
}

/** A field in the words of `differences`: `spec.template.spec.containers[web].image`. */
export function textOf(path: FieldPath): string {
  return path.reduce((text, part) => {
    if (!part.startsWith("f:")) return `${text}[${Object.values(keysOf(part)).map(String).join("/")}]`;
    return text === "" ? part.slice(2) : `${text}.${part.slice(2)}`;
  }, "");
}

/** Whether an object says something about a field. */
export function holds(value: Json | undefined, [part, ...rest]: FieldPath): boolean {
  if (part === undefined) return value !== undefined;
  if (part.startsWith("f:")) return isObject(value) && holds(value[part.slice(2)], rest);
  if (!Array.isArray(value)) return false;
  if (part.startsWith("v:")) return value.some((item) => JSON.stringify(item) === part.slice(2));
  const keys = Object.entries(keysOf(part));
  // A key that is not written has its default.
  const item = value.filter(isObject).find((one) => keys.every(([key, wanted]) => (one[key] ?? wanted) === wanted));
  return item !== undefined && holds(item, rest);
}

/** The fields that a set of managed fields names, the deepest of each. */
function leaves(fields: Json, path: FieldPath): readonly FieldPath[] {
  if (!isObject(fields)) return [];
  const inner = Object.entries(fields).filter(([key]) => key !== ".");
  if (inner.length === 0) return path.length === 0 ? [] : [path];
  return inner.flatMap(([key, value]) => leaves(value, [...path, key]));
}

function keysOf(part: string): JsonObject {
  const value: unknown = JSON.parse(part.slice(2));
  return isObject(value) ? value : { value: String(value) };
}
