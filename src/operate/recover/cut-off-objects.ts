import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { isObject } from "../../core/json.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { pendingOperationsOf } from "./recorded-releases.ts";

/** A Kubernetes object in whose creation a run was cut off. */
export interface CutOffObject {
  /** Its name in the state. */
  readonly urn: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The Kubernetes objects in whose creation a run was cut off; Helm releases are not among them. */
export function cutOffObjects(state: Deployment): readonly CutOffObject[] {
  return pendingOperationsOf(state).flatMap(({ type, resource: { urn, inputs } }) => {
    const { apiVersion, kind, metadata } = inputs ?? {};
    if (type !== "creating" || !isObject(metadata) || typeof metadata.name !== "string") return [];
    if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
    const { name, namespace } = metadata;
    return [{ urn, apiVersion, kind, metadata: { name, ...(typeof namespace === "string" ? { namespace } : {}) } }];
  });
}

/**
 * Those of the given objects that are there: the run was cut off after the object was made, and before the state was told. To
 * create them once more would fail.
 */
export async function madeObjects(
  { config }: Cluster,
  objects: readonly CutOffObject[],
): Promise<readonly CutOffObject[]> {
  if (objects.length === 0) return [];
  const { ApiException, KubernetesObjectApi } = await import("@kubernetes/client-node");
  const api = KubernetesObjectApi.makeApiClient(config);
  const found = await Promise.all(
    objects.map(async ({ apiVersion, kind, metadata }) => {
      try {
        await api.read({ apiVersion, kind, metadata: { namespace: "default", ...metadata } });
        return true;
      } catch (error) {
        if (error instanceof ApiException && error.code === 404) return false;
        throw error;
      }
    }),
  );
  return objects.filter((_, index) => found[index]);
}
