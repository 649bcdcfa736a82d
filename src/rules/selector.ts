import { mapAt, mapsAt, textAt, textsAt } from "../core/fields.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";

/** Whether a label selector selects what has these labels. An empty one selects everything, one that is not there nothing. */
export function selects(selector: Json | undefined, labels: JsonObject): boolean {
  if (!isObject(selector)) return false;
  const wanted = Object.entries(mapAt(selector, "matchLabels"));
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    mapsAt(selector, "matchExpressions").every((expression) => holds(expression, labels))
  );
}

function holds(expression: JsonObject, labels: JsonObject): boolean {
  const key = textAt(expression, "key");
  const isThere = key in labels;
  const isAmong = textsAt(expression, "values").some((value) => labels[key] === value);
  switch (expression.operator) {
    case "In":
      return isThere && isAmong;
    case "NotIn":
      return !isAmong;
    case "Exists":
      return isThere;
    default:
      return !isThere;
  }
}

/** `selects` in CEL, for a term `t` that has the selector; `labels` is an expression, too. */
export function celSelects(labels: string): string {
  const among = `e.key in ${labels} && ${labels}[e.key] in e.values`;
  const equal = `(!has(t.labelSelector.matchLabels) || t.labelSelector.matchLabels.all(k, k in ${labels} && ${labels}[k] == t.labelSelector.matchLabels[k]))`;
  const held =
    `e.operator == 'In' ? ${among} : e.operator == 'NotIn' ? !(${among}) : ` +
    `e.operator == 'Exists' ? e.key in ${labels} : !(e.key in ${labels})`;
  return `has(t.labelSelector) && ${equal} && (!has(t.labelSelector.matchExpressions) || t.labelSelector.matchExpressions.all(e, ${held}))`;
}
