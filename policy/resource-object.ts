import { mapAt, textAt } from "../src/core/fields.ts";
import { isObject, type Json, type JsonObject } from "../src/core/json.ts";
import type { JudgedObject } from "../src/rules/rule.ts";

const release = "kubernetes:helm.sh/v3:Release";

/** A resource of the engine as the rules look at it; nothing if it is no Kubernetes object and no release. */
export function objectOfResource(type: string, inputs: unknown): JudgedObject | undefined {
  if (!type.startsWith("kubernetes:") || !isObject(inputs)) return undefined;
  if (type === release) return releaseObject(inputs);
  const [name, namespace] = [textAt(inputs, "metadata", "name"), textAt(inputs, "metadata", "namespace")];
  if (typeof inputs.kind !== "string") return undefined;
  return { id: idOf(namespace, inputs.kind, name), namespace, object: inputs };
}

/** A release as `check` makes it from the plan: what the engine leaves empty is not said. */
function releaseObject(inputs: JsonObject): JudgedObject {
  const [name, namespace] = [textAt(inputs, "name"), textAt(inputs, "namespace")];
  const said = Object.entries(mapAt(inputs)).filter((entry): entry is [string, Json] => !isEmpty(entry[1]));
  const { chart, version, timeout, maxHistory, atomic } = Object.fromEntries(said);
  const spec = Object.entries({ chart, version, timeout, maxHistory, atomic }).filter(
    ([, value]) => value !== undefined,
  );
  const object = { kind: "Release", metadata: { name, namespace }, spec: Object.fromEntries(spec) as JsonObject };
  return { id: idOf(namespace, "Release", name), namespace, object };
}

function isEmpty(value: Json): boolean {
  return value === "" || value === null;
}

function idOf(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("/");
}
