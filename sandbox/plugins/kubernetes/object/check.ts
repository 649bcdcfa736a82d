import { asText, at, copy, isMap, type PropertyMap, Secret, Unknown } from "../../protocol/property.ts";
import type { CheckCall, Checked } from "../../protocol/provider.ts";
import { type Cluster, identity } from "../cluster.ts";
import { isAutonamed, setAutoname } from "./annotations.ts";
import { isDefinition, normalize } from "./normalize.ts";
import { fromObject, markSecrets, suffix, toObject } from "./state.ts";

/** API version and kind that a type token names: `kubernetes:core/v1:Secret` is a `Secret` of `v1`. */
function typeOf(token: string): { apiVersion: string; kind: string } {
  const [, version = "", kind = ""] = token.split(":");
  return { apiVersion: version.replace(/^core\//, ""), kind };
}

function nameOf(inputs: PropertyMap): unknown {
  const metadata = inputs.metadata instanceof Secret ? inputs.metadata.value : inputs.metadata;
  return at(metadata, "name") ?? "";
}

function assignName(object: PropertyMap, call: CheckCall): void {
  if (nameOf(call.new) instanceof Unknown || asText(at(object, "metadata", "name")) !== "") return;
  const old = toObject(call.old);
  if (Object.keys(old).length === 0) {
    setAutoname(object, call.proposedName || `${call.name}-${suffix(call.randomSeed)}`);
  } else if (isAutonamed(old)) {
    setAutoname(object, identity(old).name);
  }
}

/** A kind that nobody knows yet counts as namespaced, as most custom resources are. */
async function assignNamespace(object: PropertyMap, cluster: Cluster): Promise<void> {
  if (!isMap(object.metadata) || (object.metadata.namespace ?? "") !== "") return;
  const { apiVersion, kind } = identity(object);
  if ((await cluster.kinds.isNamespaced(apiVersion, kind)) === false) delete object.metadata.namespace;
  else object.metadata.namespace = cluster.namespace;
}

function rejectUnsupported(call: CheckCall): void {
  const { kind } = typeOf(call.type);
  if (kind.endsWith("Patch")) throw new Error(`${call.type}: patch resources are left out of this stand-in`);
  if (kind.endsWith("List")) throw new Error(`${call.type}: list resources cannot be created, only their members`);
  if (asText(at(call.new, "metadata", "generateName")) !== "") {
    throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
  }
}

/** Completes an object: API version, kind, a name if it has none, the namespace; learns the kinds of a CRD. */
export async function checkObject(call: CheckCall, cluster: Cluster): Promise<Checked> {
  rejectUnsupported(call);
  const given = toObject(call.new);
  const object = normalize({ ...typeOf(call.type), ...given, metadata: copy(given.metadata ?? {}) });
  assignName(object, call);
  await assignNamespace(object, cluster);
  if (isDefinition(object)) cluster.kinds.declare(object);
  return { inputs: markSecrets(fromObject(object), call.new) };
}
