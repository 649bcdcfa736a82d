import { z } from "zod";
import { at, mapsAt, textAt } from "../core/fields.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { tiers } from "../core/tier.ts";
import { celHas, celMatches } from "./cel.ts";
import { containersOf, nameOf, podKinds, podResources, podVariables } from "./pods.ts";
import { defineRule } from "./rule.ts";

/** Names of settings that hold a secret. */
export const secretName = /(password|passwd|passphrase|secret|token|api[-_]?key|private[-_]?key|credentials?)$/i;
/** Names of settings that say where a secret is, or what it is called. */
export const secretReference = /(existing|name|ref|key[-_]?name|mount|file|path)/i;
/** Values that are a secret whatever they are called: private keys, keys of AWS, GitHub and Slack, passwords in addresses. */
const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}|xox[abprs]-[0-9A-Za-z-]{10}|:\/\/[^/:@$ ]+:[^@/$ ]+@/;

/** Whether a setting with this name and value holds a secret. */
function holdsSecret(name: string, value: string): boolean {
  // What stands in for another setting, as $(PASSWORD), is no secret itself.
  const named = secretName.test(name) && !secretReference.test(name) && value !== "" && !value.startsWith("$(");
  return named || secretValue.test(value);
}

const celHoldsSecret = (name: string, value: string) =>
  `(${celMatches(name, secretName)} && !${celMatches(name, secretReference)} && ${value} != "" && !${value}.startsWith("$(")` +
  ` || ${celMatches(value, secretValue)})`;

/** No secret that can be read in a pod's environment or in a ConfigMap. */
export const plainSecrets = defineRule({
  id: "plain-secrets",
  title: "No secret stands readable in an environment variable or a ConfigMap.",
  why: "Whoever may list pods or ConfigMaps reads it, and it stays in Helm's records and in backups after it was changed.",
  fix: "Name the secret under the app's `secrets`, and let the workload read it with secretKeyRef or from a file.",
  kinds: [...podKinds, "ConfigMap"],
  tiers,
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    for (const [key, value] of Object.entries(dataOf(object))) {
      if (holdsSecret(key, String(value))) yield `key '${key}' looks like a secret`;
    }
    for (const container of containersOf(object)) {
      for (const variable of mapsAt(container, "env")) {
        const name = textAt(variable, "name");
        if (holdsSecret(name, textAt(variable, "value"))) yield `${nameOf(container)} has '${name}' in plain text`;
      }
    }
  },
  admission: {
    expression: () => ({
      resources: [...podResources, { apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] }],
      variables: {
        isMap: "object.kind == 'ConfigMap'",
        pod: `variables.isMap ? {"containers": dyn([])} : ${podVariables.pod}`,
        all: podVariables.all,
      },
      faults:
        `(variables.isMap && ${celHas("object", "data")} ? dyn(object).data.map(k, k)` +
        `.filter(k, ${celHoldsSecret("k", "dyn(object).data[k]")}).map(k, "key '" + k + "' looks like a secret") : []) + ` +
        `variables.all.filter(c, has(c.env) && c.env.exists(e, has(e.value) && ${celHoldsSecret("e.name", "e.value")}))` +
        `.map(c, "container '" + c.name + "' has a secret in plain text")`,
    }),
  },
});

function dataOf(object: JsonObject): JsonObject {
  const data = object.kind === "ConfigMap" ? at(object, "data") : undefined;
  return isObject(data) ? data : {};
}
