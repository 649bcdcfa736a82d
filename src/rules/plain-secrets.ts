import { z } from "zod";
import { mapAt, mapsAt, textAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { tiers } from "../core/tier.ts";
import { celFindAll, celHas, celList, celMatches } from "./cel.ts";
import { containerResources, containersOf, faultyContainers, nameOf, podKinds, podVariables } from "./pods.ts";
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
const encodedKeys = ["BQUklWQVRF", "BSU0Eg", "BFQyBQ", "BEU0Eg", "BPUEVOU1NI", "BFTkNSWVBURUQg"].map(
  (kind) => `LS0tLS1CRUdJTi${kind}`,
);

const noValue = `(?:true|false|yes|no|on|off|null|none|nil|~)["']?$`;
const path = "\\.?/[\\w.-]+/";
const time = "\\d{4}-\\d{2}-\\d{2}(?:T|[\"']?$)";
/** Values that are no secret themselves: they switch, say where one is or since when, stand for another setting, or hold settings. */
const standIn = new RegExp(`^(?:\\$[({]|[{]|${path}|${time}|${noValue})`, "i");
/** A setting in a text, such as a file of settings or a connection's string: its name, and the beginning of its value. */
const line = new RegExp(`(?:^|[^\\w.$-])[\\w.-]*${names}["']?[ \\t]*[:=][ \\t]*["']?[^\\s,;"'}]+`, "gi");
/** Such a setting that is no secret; in a text, other signs stand for something else, too. */
const harmlessLine = new RegExp(
  `existing|\\b(?:auto)?mount|[:=][ \\t]*["']?(?:[<{[|>#&*=]|\\$[({A-Za-z_]|%[({]|${path}|${time}|${noValue})`,
  "i",
);

/** Names of programs. In them, what is not quoted is another name. */
const program = /\.(?:[cm]?js|ts|py|lua|rb|go|php|pl)$/i;
const quoted = /[:=][ \t]*["']/;

/** Characters of a ConfigMap's texts, in all, that are searched: the API server lets a policy do so much and no more. */
const most = 100_000;
/** No value that stands for another one is longer. */
const longest = 1000;

/** Whether a setting's name says that it holds a secret. */
function isNamed(name: string): boolean {
  return secretName.test(name) && !secretReference.test(name);
}

/** Whether a setting is called a secret, and is one. */
function namesSecret(name: string, value: string): boolean {
  return isNamed(name) && value !== "" && (value.length > longest || !standIn.test(value));
}

/** Whether there is a secret in a setting's value. */
function showsSecret(name: string, value: string): boolean {
  const lines = (value.match(line) ?? []).filter((setting) => !program.test(name) || quoted.test(setting));
  return secretValue.test(value) || lines.some((setting) => !harmlessLine.test(setting));
}

const celNamed = (name: string) => `${celMatches(name, secretName)} && !${celMatches(name, secretReference)}`;

const celNames = (name: string, value: string) =>
  `(${celNamed(name)} && ${value} != "" && (${value}.size() > ${longest} || !${celMatches(value, standIn)}))`;

const celShows = (name: string, value: string) =>
  `${celFindAll(value, line)}.exists(s, !${celMatches("s", harmlessLine)} && ` +
  `(!${celMatches(name, program)} || ${celMatches("s", quoted)}))`;

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
    if (object.kind === "ConfigMap") yield* mapFaults(object);
    for (const container of containersOf(object)) {
      for (const variable of mapsAt(container, "env")) {
        const name = textAt(variable, "name");
        const value = textAt(variable, "value");
        if (namesSecret(name, value) || showsSecret(name, value))
          yield `${nameOf(container)} has '${name}' in plain text`;
      }
    }
  },
  admission: {
    expression: () => ({
      resources: [...containerResources, { apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] }],
      variables: {
        isMap: "object.kind == 'ConfigMap'",
        ...mapVariables,
        pod: `variables.isMap ? {"containers": dyn([])} : ${podVariables.pod}`,
        own: podVariables.own,
        all: podVariables.all,
      },
      faults: `${mapExpression} + ${faultyContainers(`has(c.env) && c.env.exists(e, has(e.value) && (${variableExpression}))`, "has a secret in plain text")}`,
    }),
  },
});

function* mapFaults(object: JsonObject): Iterable<string> {
  const data = textsOf(object, "data");
  const isSearched = data.reduce((length, [, value]) => length + value.length, 0) <= most;
  for (const [key, value] of data) {
    if (namesSecret(key, value) || (isSearched && showsSecret(key, value)))
      yield `key '${key}' looks like a secret, or has one in it`;
  }
  for (const [key, value] of textsOf(object, "binaryData")) {
    if (isNamed(key) || encodedKeys.some((start) => value.startsWith(start))) yield `key '${key}' looks like a secret`;
  }
}

function textsOf(object: JsonObject, field: string): readonly (readonly [key: string, value: string])[] {
  return Object.entries(mapAt(object, field)).map(([key, value]) => [key, String(value)]);
}

/** Each variable may do so much, too: what is dear has one of its own. */
const mapVariables = {
  data: `variables.isMap && ${celHas("dyn(object)", "data")} ? dyn(object).data : dyn({})`,
  binary: `variables.isMap && ${celHas("dyn(object)", "binaryData")} ? dyn(object).binaryData : dyn({})`,
  searched: `variables.data.map(k, size(variables.data[k])).sum() <= ${most} ? variables.data.map(k, k) : []`,
  named: `variables.data.map(k, k).filter(k, ${celNames("k", "variables.data[k]")})`,
  known: `variables.searched.filter(k, ${celMatches("variables.data[k]", secretValue)})`,
  shown: `variables.searched.filter(k, ${celShows("k", "variables.data[k]")})`,
  hidden: `variables.binary.map(k, k).filter(k, (${celNamed("k")}) || ${celList(encodedKeys)}.exists(s, variables.binary[k].startsWith(s)))`,
};

const mapExpression =
  "variables.data.map(k, k).filter(k, k in variables.named || k in variables.known || k in variables.shown)" +
  `.map(k, "key '" + k + "' looks like a secret, or has one in it") + ` +
  `variables.hidden.map(k, "key '" + k + "' looks like a secret")`;

const variableExpression = `${celNames("e.name", "e.value")} || ${celMatches("e.value", secretValue)} || ${celShows("e.name", "e.value")}`;
