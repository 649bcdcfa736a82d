import { measuring } from "../../catalog/monitoring.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Plan } from "../plan.ts";

/** How a look for drift ended: there is none, there is some, or it could not be told. */
export type DriftFinding = "fine" | "findings" | "failed";

/** What a look for drift leaves in the cluster. Its labels and its age are measured, and alerts are about them. */
export interface DriftRecord {
  readonly name: string;
  readonly namespace: string;
  readonly object: JsonObject;
}

/** The record of one look for drift; nothing where nobody measures. */
export function driftRecord({ releases }: Plan, stack: string, finding: DriftFinding): DriftRecord | undefined {
  const namespace = releases.find(({ name }) => name === measuring)?.namespace;
  if (namespace === undefined) return undefined;
  const name = `drift-${stack}`;
  const labels = { "app.kubernetes.io/part-of": "monitoring", drift: finding, stack };
  return {
    name,
    namespace,
    object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, labels } },
  };
}
