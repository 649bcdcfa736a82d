import { mapsAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Cluster } from "./cluster.ts";

/** A kind that Kubernetes does not bring itself. */
export interface CustomKind {
  readonly group: string;
  readonly version: string;
  /** Name in paths, such as `httproutes`. */
  readonly plural: string;
}

/** The objects of a kind in a namespace; nothing where the cluster does not know the kind. @throws Error if it does not tell. */
export async function readCustomObjects(
  { config }: Cluster,
  { group, version, plural }: CustomKind,
  namespace: string,
): Promise<readonly JsonObject[] | undefined> {
  const { ApiException, CustomObjectsApi } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CustomObjectsApi);
  try {
    return mapsAt(await api.listNamespacedCustomObject({ group, version, plural, namespace }), "items");
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}
