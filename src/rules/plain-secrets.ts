import { z } from "zod";
import { mapAt, mapsAt, textAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { tiers } from "../core/tier.ts";
import { celFindAll, celHas, celMatches } from "./cel.ts";
import { containerResources, containersOf, nameOf, podKinds, podVariables } from "./pods.ts";
import { defineRule } from "./rule.ts";

const names =
  "(?:password|passwd|passphrase|(?:\\b|_)(?:pass|pwd)|secret|token|credentials?|" +
  "(?:access|api|cookie|encryption|hmac|jwt|master|private|secret|session|signing)[-_.]?key)";

/** Names of settings that hold a secret. */
export const secretName = new RegExp(`${names}$`, "i");
/** Names of settings that say which secret there is, or whether it is mounted. */
export const secretReference = /existing|(?:^|[-_.])(?:auto)?mount/i;
/** Values that are a secret whatever they are called: private keys, keys of AWS, GitHub and Slack, passwords in addresses. */
const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}|xox[abprs]-[0-9A-Za-z-]{10}|:\/\/[^/:@$ ]+:[^@/$ ]+@/;
/** How a private key begins in base64: `-----BEGIN`, and after it PRIVATE, RSA, EC, DSA, OPENSSH or ENCRYPTED. */
const encodedKey = /^LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0Eg|BFQyBQ|BEU0Eg|BPUEVOU1NI|BFTkNSWVBURUQg)/;

const noValue = `(?:true|false|yes|no|on|off|null|none|nil|~)["']?$`;
const path = "\\.?/[\\w.-]+/";
/** Values that are no secret themselves: they switch, say where one is, or stand for another setting as $(PASSWORD) does. */
const standIn = new RegExp(`^(?:\\$[({]|${path}|${noValue})`, "i");
/** A setting in a text, such as a file of settings or a connection's string: its name, and the beginning of its value. */
const line = new RegExp(`(?:^|[^\\w.$-])[\\w.-]*${names}["']?[ \\t]*[:=][ \\t]*["']?[^\\s,;"'}]+`, "gi");
/** Such a setting that is no secret; in a text, other signs stand for something else, too. */
const harmlessLine = new RegExp(
  `existing|\\b(?:auto)?mount|[:=][ \\t]*["']?(?:[<{[|>#&*=]|\\$[({A-Za-z_]|%[({]|${path}|${noValue})`,
  "i",
);

/** Names of programs. In them, what is not quoted is another name. */
const program = /\.(?:[cm]?js|ts|py|lua|rb|go|php|pl)$/i;
const quoted = /[:=][ \t]*["']/;

/** Whether a setting with this name and value holds a secret. */
function holdsSecret(name: string, value: string): boolean {
  const named = secretName.test(name) && !secretReference.test(name) && value !== "" && !standIn.test(value);
  const lines = (value.match(line) ?? []).filter((setting) => !program.test(name) || quoted.test(setting));
  return named || secretValue.test(value) || lines.some((setting) => !harmlessLine.test(setting));
}

const celHoldsSecret = (name: string, value: string) =>
  `(${celMatches(name, secretName)} && !${celMatches(name, secretReference)} && ${value} != "" && !${celMatches(value, standIn)}` +
  ` || ${celMatches(value, secretValue)} || ${celFindAll(value, line)}.exists(s, !${celMatches("s", harmlessLine)} && ` +
  `(!${celMatches(name, program)} || ${celMatches("s", quoted)})))`;

/** The same for what is no text: of its content, only keys are known. */
function hidesSecret(name: string, value: string): boolean {
  return (secretName.test(name) && !secretReference.test(name)) || encodedKey.test(value);
}

const celHidesSecret = (name: string, value: string) =>
  `(${celMatches(name, secretName)} && !${celMatches(name, secretReference)} || ${celMatches(value, encodedKey)})`;

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
    for (const [key, value] of Object.entries(dataOf(object, "data"))) {
      if (holdsSecret(key, String(value))) yield `key '${key}' looks like a secret, or has one in it`;
    }
    for (const [key, value] of Object.entries(dataOf(object, "binaryData"))) {
      if (hidesSecret(key, String(value))) yield `key '${key}' looks like a secret`;
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
      resources: [...containerResources, { apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] }],
      variables: {
        isMap: "object.kind == 'ConfigMap'",
        pod: `variables.isMap ? {"containers": dyn([])} : ${podVariables.pod}`,
        own: podVariables.own,
        all: podVariables.all,
      },
      faults:
        `${celKeys("data", celHoldsSecret)} + ${celKeys("binaryData", celHidesSecret)} + ` +
        `variables.all.filter(c, has(c.env) && c.env.exists(e, has(e.value) && ${celHoldsSecret("e.name", "e.value")}))` +
        `.map(c, "container '" + c.name + "' has a secret in plain text")`,
    }),
  },
});

function dataOf(object: JsonObject, field: string): JsonObject {
  return object.kind === "ConfigMap" ? mapAt(object, field) : {};
}

/** The keys of a ConfigMap's field that look like secrets, as faults in CEL. */
function celKeys(field: string, holds: (name: string, value: string) => string): string {
  return (
    `(variables.isMap && ${celHas("dyn(object)", field)} ? dyn(object).${field}.map(k, k)` +
    `.filter(k, ${holds("k", `dyn(object).${field}[k]`)}).map(k, "key '" + k + "' looks like a secret") : [])`
  );
}
