import type { JsonObject } from "../../core/json.ts";
import { ownerLabels } from "../../core/labels.ts";
import type { Plan } from "../../plan/plan.ts";
import { placesOf, type SecretPlace } from "../../plan/secret-places.ts";

/** An object that the program creates by itself, and whether it outlives its place in the stack file. */
export interface OwnObject {
  readonly object: JsonObject;
  readonly retained?: true;
}

/** What the program creates by itself, beside the releases: its Secrets without any value. */
export function ownObjects({ namespaces, secrets, objects }: Plan): readonly OwnObject[] {
  return [
    ...namespaces.map(({ name, labels, retain }) => ({
      object: { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } },
      ...(retain ? { retained: true as const } : {}),
    })),
    ...placesOf(secrets).map(ownSecret),
    ...objects.map(({ object, retain }) => ({ object, ...(retain ? { retained: true as const } : {}) })),
  ];
}

function ownSecret({
  name,
  namespace,
  owner,
  type,
  labels: own,
  keys,
  keeper,
  version,
  retain,
}: SecretPlace): OwnObject {
  // One that is made inside the cluster has its maker's labels.
  const labels = keeper.kind === "cluster" ? {} : { labels: { ...ownerLabels(owner), ...own } };
  return {
    object: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace, ...labels },
      type,
      data: Object.fromEntries(keys.map(({ key }) => [key, `[masked, version ${version}]`])),
    },
    ...(retain ? { retained: true } : {}),
  };
}
