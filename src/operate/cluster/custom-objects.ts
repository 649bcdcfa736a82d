import { setTimeout as pause } from "node:timers/promises";
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

/** How often a kind is asked for that has only just been defined, a second apart. */
const attempts = 10;

/**
 * The objects of a kind in a namespace; nothing where the cluster does not know the kind. The API server answers 429 until the storage
 * of a new kind is ready.
 * @throws Error if it does not tell.
 */
export async function readCustomObjects(
  { config }: Cluster,
  { group, version, plural }: CustomKind,
  namespace: string,
): Promise<readonly JsonObject[] | undefined> {
  const { ApiException, CustomObjectsApi } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CustomObjectsApi);
  for (let made = 1; ; made += 1) {
    try {
      return mapsAt(await api.listNamespacedCustomObject({ group, version, plural, namespace }), "items");
    } catch (error) {
      const code = error instanceof ApiException ? error.code : undefined;
      if (code === 404) return undefined;
      if (code !== 429 || made === attempts) throw error;
      await pause(1000);
    }
  }
}
