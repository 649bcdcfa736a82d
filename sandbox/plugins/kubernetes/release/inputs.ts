import { readFileSync } from "node:fs";
import { parse } from "yaml";
import {
  asList,
  asMap,
  asText,
  at,
  copy,
  isMap,
  known,
  type Property,
  type PropertyMap,
  Secret,
  Unknown,
  unknown,
} from "../../protocol/property.ts";
import { fromJson } from "../../protocol/wire.ts";

const switches = [
  "allowNullValues",
  "atomic",
  "cleanupOnFail",
  "createNamespace",
  "dependencyUpdate",
  "devel",
  "disableCRDHooks",
  "disableOpenapiValidation",
  "disableWebhooks",
  "forceUpdate",
  "lint",
  "recreatePods",
  "renderSubchartNotes",
  "replace",
  "resetValues",
  "reuseValues",
  "skipAwait",
  "skipCrds",
  "verify",
  "waitForJobs",
];
const texts = ["chart", "description", "keyring", "name", "namespace", "postrender", "version"];
const repositoryTexts = ["repo", "caFile", "certFile", "keyFile", "password", "username"];

/** Deep merge of values; where both sides have a key and not both are maps, the right one wins. */
export function mergeValues(left: PropertyMap, right: PropertyMap): PropertyMap {
  const merged = copy(left);
  for (const [name, value] of Object.entries(right)) {
    const other = merged[name];
    merged[name] = isMap(other) && isMap(value) ? mergeValues(other, value) : value;
  }
  return merged;
}

function fileValues(files: Property | undefined): PropertyMap {
  return asList(files).reduce<PropertyMap>((values, file) => {
    const text = at(file, "text");
    const contents = typeof text === "string" ? text : readFileSync(asText(at(file, "path")), "utf8");
    return mergeValues(values, asMap(fromJson(parse(contents))));
  }, {});
}

/**
 * A release as the official provider records it: every field there is, the value files merged into the values; no
 * secret marks, what is unknown is null.
 */
export function decodeRelease(properties: PropertyMap): PropertyMap {
  const given = known(properties);
  const release: PropertyMap = {};
  for (const name of switches) release[name] = given[name] === true;
  for (const name of texts) release[name] = asText(given[name]);
  release.timeout = typeof given.timeout === "number" ? given.timeout : 0;
  release.values = mergeValues(fileValues(given.valueYamlFiles), asMap(given.values));
  if (typeof given.maxHistory === "number") release.maxHistory = given.maxHistory;
  if (isMap(given.repositoryOpts)) {
    const options = given.repositoryOpts;
    release.repositoryOpts = Object.fromEntries(repositoryTexts.map((name) => [name, asText(options[name])]));
  }
  return release;
}

/** Restores what `decodeRelease` took away: values that are unknown or secret in the inputs are so in the release. */
export function annotate(release: PropertyMap, inputs: PropertyMap): PropertyMap {
  const annotated = { ...release };
  for (const [name, input] of Object.entries(inputs)) {
    const value = annotated[name];
    if (value !== undefined) annotated[name] = annotateValue(value, input);
  }
  return annotated;
}

function annotateValue(value: Property, input: Property): Property {
  if (value instanceof Secret) return value;
  if (input instanceof Secret) return new Secret(annotateValue(value, input.value));
  if (input instanceof Unknown) return unknown;
  if (isMap(value) && isMap(input)) return annotate(value, input);
  if (!Array.isArray(value) || !Array.isArray(input)) return value;
  const items = value.map((item, index) => annotateValue(item, input[index] ?? null));
  return items.some((item) => item instanceof Secret) ? new Secret(value) : items;
}
