import { at, mapAt, mapsAt, textAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Cluster } from "./cluster.ts";
import { readCustomObjects } from "./custom-objects.ts";

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
  cluster: Cluster,
  namespace: string,
): Promise<readonly LiveApplication[] | undefined> {
  return (await readCustomObjects(cluster, resource, namespace))?.map(applicationOf);
}

/** What an Application says of itself. */
export function applicationOf({ metadata, spec, status }: JsonObject): LiveApplication {
  return {
    name: textAt(metadata, "name"),
    destination: textAt(spec, "destination", "namespace"),
    automatic: at(spec, "syncPolicy", "automated") !== undefined,
    sync: textAt(status, "sync", "status"),
    health: textAt(status, "health", "status"),
    revision: textAt(status, "sync", "revision"),
    trouble: troubleOf(mapAt(status)),
  };
}

function troubleOf({ conditions, health, operationState }: JsonObject): string {
  const failing = mapsAt(conditions).find((condition) => /Error$/.test(textAt(condition, "type")));
  if (failing !== undefined) return `${textAt(failing, "type")}: ${textAt(failing, "message")}`;
  const phase = textAt(operationState, "phase");
  if (phase === "Failed" || phase === "Error") return `sync failed: ${textAt(operationState, "message")}`;
  return textAt(health, "status") === "Degraded" ? `degraded: ${textAt(health, "message")}`.replace(/: $/, "") : "";
}
