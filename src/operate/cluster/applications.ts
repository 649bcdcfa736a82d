import { isObject, type JsonObject } from "../../core/json.ts";
import type { Cluster } from "./cluster.ts";

/** An Application of Argo CD, as the cluster has it. */
export interface LiveApplication {
  readonly name: string;
  /** Namespace that it delivers to. */
  readonly destination: string;
  /** It syncs by itself. */
  readonly automatic: boolean;
  /** `Synced`, `OutOfSync` or `Unknown`; empty while Argo CD has not looked at it. */
  readonly sync: string;
  /** `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing` or `Unknown`; empty while Argo CD has not looked at it. */
  readonly health: string;
  /** Commit that was compared with. */
  readonly revision: string;
  /** Why it cannot be delivered; empty if nothing says so. */
  readonly trouble: string;
}

const resource = { group: "argoproj.io", version: "v1alpha1", plural: "applications" } as const;

/** The Applications of a namespace; nothing where the cluster does not know the kind. */
export async function readApplications(
  { config }: Cluster,
  namespace: string,
): Promise<readonly LiveApplication[] | undefined> {
  const { ApiException, CustomObjectsApi } = await import("@kubernetes/client-node");
  try {
    const list: unknown = await config
      .makeApiClient(CustomObjectsApi)
      .listNamespacedCustomObject({ ...resource, namespace });
    return isObject(list) && Array.isArray(list.items) ? list.items.filter(isObject).map(applicationOf) : [];
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}

/** What an Application says of itself. */
export function applicationOf({ metadata, spec, status }: JsonObject): LiveApplication {
  const told = mapAt(status);
  return {
    name: textAt(metadata, "name"),
    destination: textAt(mapAt(spec).destination, "namespace"),
    automatic: mapAt(mapAt(spec).syncPolicy).automated !== undefined,
    sync: textAt(told.sync, "status"),
    health: textAt(told.health, "status"),
    revision: textAt(told.sync, "revision"),
    trouble: troubleOf(told),
  };
}

function troubleOf({ conditions, health, operationState }: JsonObject): string {
  const failing = (Array.isArray(conditions) ? conditions : []).find((condition) =>
    /Error$/.test(textAt(condition, "type")),
  );
  if (failing !== undefined) return `${textAt(failing, "type")}: ${textAt(failing, "message")}`;
  const phase = textAt(operationState, "phase");
  if (phase === "Failed" || phase === "Error") return `sync failed: ${textAt(operationState, "message")}`;
  return textAt(health, "status") === "Degraded" ? `degraded: ${textAt(health, "message")}`.replace(/: $/, "") : "";
}

function mapAt(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function textAt(value: unknown, key: string): string {
  const text = mapAt(value)[key];
  return typeof text === "string" ? text : "";
}
