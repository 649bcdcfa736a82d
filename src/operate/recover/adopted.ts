import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { isObject, type JsonObject } from "../../core/json.ts";

/** The parts of a state that change when it takes in what it was not told of. */
interface StateParts {
  readonly resources?: readonly JsonObject[];
  readonly pending_operations?: readonly { readonly resource: JsonObject }[];
}

/**
 * The same state, in which the given cut-off creations are resources: they succeeded, and the state was not told. Their outputs
 * are left to the next refresh.
 */
export function withAdopted(state: Deployment, urns: ReadonlySet<string>): Deployment {
  const content = state.deployment as StateParts;
  const pending = content.pending_operations ?? [];
  const adopted = pending
    .filter(({ resource }) => urns.has(String(resource.urn)))
    .map(({ resource }) => ({ ...resource, id: idOf(resource), outputs: {} }));
  return {
    ...state,
    deployment: {
      ...content,
      resources: [...(content.resources ?? []), ...adopted],
      pending_operations: pending.filter(({ resource }) => !urns.has(String(resource.urn))),
    },
  };
}

/** The id under which the Kubernetes provider finds a release or an object again. */
function idOf({ inputs }: JsonObject): string {
  const given = isObject(inputs) ? inputs : {};
  const { namespace, name } = isObject(given.metadata) ? given.metadata : given;
  // Objects of the cluster itself have no namespace, and their id is their name.
  return namespace === undefined ? String(name) : `${String(namespace)}/${String(name)}`;
}
