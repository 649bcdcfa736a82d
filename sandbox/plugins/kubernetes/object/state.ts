import { createHash, randomBytes } from "node:crypto";
import {
  asText,
  containsSecret,
  copy,
  isMap,
  type Property,
  type PropertyMap,
  plain,
  Secret,
} from "../../protocol/property.ts";

/** Names of CRD schema fields which property names cannot hold. */
const dashed = new Map(
  [
    "embedded-resource",
    "int-or-string",
    "list-map-keys",
    "list-type",
    "map-type",
    "preserve-unknown-fields",
    "validations",
  ].map((name) => [`x-kubernetes-${name}`, `x_kubernetes_${name.replaceAll("-", "_")}`]),
);
const underscored = new Map([...dashed].map(([dash, underscore]) => [underscore, dash]));

function rename(value: Property, names: Map<string, string>): Property {
  if (Array.isArray(value)) return value.map((item) => rename(item, names));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [names.get(name) ?? name, rename(item, names)]),
  );
}

/** The object that inputs describe: no secret marks, names as the API server spells them. */
export function toObject(inputs: PropertyMap): PropertyMap {
  return rename(plain(inputs), underscored) as PropertyMap;
}

/** Inputs or outputs of an object, names as the SDK spells them. */
export function fromObject(object: PropertyMap): PropertyMap {
  return rename(object, dashed) as PropertyMap;
}

/** Marks as secret what is secret in `source`, and the data of every Secret, wherever it is nested. */
export function markSecrets(target: PropertyMap, source: PropertyMap): PropertyMap {
  const marked = { ...target };
  if (marked.kind === "Secret") {
    for (const name of ["data", "stringData"]) {
      const value = marked[name];
      if (value !== undefined && !(value instanceof Secret)) marked[name] = new Secret(value);
    }
    return marked;
  }
  for (const [name, from] of Object.entries(source)) {
    const to = marked[name];
    if (to === undefined) continue;
    if (isMap(to) && isMap(from)) marked[name] = markSecrets(to, from);
    else if (!(to instanceof Secret) && containsSecret(from)) marked[name] = new Secret(to);
  }
  return marked;
}

/** What a resource's outputs record. */
export interface Recorded {
  inputs: PropertyMap;
  /** The object as the server last gave it. */
  live: PropertyMap;
  /** Owner of the fields that are managed here; empty before the first operation. */
  fieldManager: string;
  initialApiVersion: string;
}

/** Writes outputs in the official provider's form, so that state can pass from one to the other. */
export function checkpoint(recorded: Recorded, source: PropertyMap): PropertyMap {
  return {
    ...markSecrets(fromObject(recorded.live), source),
    __inputs: markSecrets(fromObject(recorded.inputs), source),
    __initialApiVersion: recorded.initialApiVersion,
    __fieldManager: recorded.fieldManager,
  };
}

/** Reads recorded outputs. */
export function parseCheckpoint(outputs: PropertyMap): Recorded {
  const { __inputs, __initialApiVersion, __fieldManager, ...live } = toObject(outputs);
  const inputs = isMap(__inputs) ? __inputs : {};
  return {
    inputs,
    live,
    fieldManager: asText(__fieldManager),
    initialApiVersion: asText(__initialApiVersion) || asText(inputs.apiVersion),
  };
}

/** A new owner for the fields of one resource, so that two resources do not share fields by accident. */
export function newFieldManager(): string {
  return `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
}

/** Eight characters that follow from a seed; random ones without a seed. */
export function suffix(seed: Uint8Array): string {
  if (seed.length === 0) return randomBytes(4).toString("hex");
  return createHash("sha256").update(seed).digest("hex").slice(0, 8);
}

/** The live object restricted to the fields that inputs name: what is managed here. */
export function prune(live: PropertyMap, inputs: PropertyMap): PropertyMap {
  const pruned: PropertyMap = {};
  for (const [name, value] of Object.entries(live)) {
    const input = inputs[name];
    if (input !== undefined) pruned[name] = pruneValue(value, input);
  }
  return pruned;
}

function pruneValue(value: Property, input: Property): Property {
  if (isMap(value) && isMap(input)) return prune(value, input);
  if (Array.isArray(value) && Array.isArray(input)) {
    const length = Math.min(value.length, input.length);
    return value.slice(0, length).map((item, index) => pruneValue(item, input[index] ?? null));
  }
  return copy(value);
}
