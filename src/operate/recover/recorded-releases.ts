import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { isObject, type JsonObject } from "../../core/json.ts";

/** What is under way in the state since a run was cut off. */
export type PendingKind = "creating" | "updating" | "deleting" | "reading" | "importing";

/** What the state holds of a Helm release. */
export interface RecordedRelease {
  readonly urn: string;
  readonly name: string;
  readonly namespace: string;
  /** The state has it as a resource; if not, it is known by a pending operation alone. */
  readonly known: boolean;
  readonly pending?: PendingKind;
  /** The values that it was last given. */
  readonly values: JsonObject;
  readonly chartVersion: string;
  /** The engine remembers that it did not come up, and will try again. */
  readonly failed: boolean;
}

/** A resource in the engine's state, as far as it is read here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly delete?: boolean;
  /** It stays in the cluster when the engine lets go of it. */
  readonly retainOnDelete?: boolean;
  readonly inputs?: JsonObject;
  readonly initErrors?: readonly string[];
}

interface StateContent {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly { readonly type: PendingKind; readonly resource: StateResource }[];
}

/** The type of a Helm release in the state. */
const releaseType = "kubernetes:helm.sh/v3:Release";

/** The resources of a state, in its order. */
export function resourcesOf({ deployment }: Deployment): readonly StateResource[] {
  return (deployment as StateContent).resources ?? [];
}

/** The operations that a run was cut off in, each with the resource that it was about. */
export function pendingOperationsOf({ deployment }: Deployment): NonNullable<StateContent["pending_operations"]> {
  return (deployment as StateContent).pending_operations ?? [];
}

/** Every Helm release that a state knows, or was about to know. */
export function recordedReleases(state: Deployment): readonly RecordedRelease[] {
  const pending = new Map(
    pendingOperationsOf(state)
      .filter(({ resource }) => resource.type === releaseType)
      .map(({ type, resource }) => [resource.urn, { type, resource }] as const),
  );
  const known = resourcesOf(state).filter((resource) => resource.type === releaseType && resource.delete !== true);
  const knownUrns = new Set(known.map(({ urn }) => urn));
  return [
    ...known.map((resource) => recorded(resource, true, pending.get(resource.urn)?.type)),
    ...[...pending.values()]
      .filter(({ resource }) => !knownUrns.has(resource.urn))
      .map(({ type, resource }) => recorded(resource, false, type)),
  ];
}

function recorded(resource: StateResource, known: boolean, pending: PendingKind | undefined): RecordedRelease {
  const { name, namespace, values, version } = resource.inputs ?? {};
  return {
    urn: resource.urn,
    name: String(name ?? ""),
    namespace: String(namespace ?? ""),
    known,
    ...(pending === undefined ? {} : { pending }),
    values: isObject(values) ? values : {},
    chartVersion: String(version ?? ""),
    failed: (resource.initErrors ?? []).length > 0,
  };
}
