import type { PropertyMap } from "../../protocol/property.ts";
import type { Cluster } from "../cluster.ts";

/** What an object's state says about its readiness. */
export type Readiness =
  | { is: "ready" }
  /** It may still become ready. */
  | { is: "waiting"; reason: string }
  /** It will not become ready any more. */
  | { is: "failed"; reason: string };

/** Judges a live object, together with what belongs to it in the cluster. */
export type Judge = (live: PropertyMap, cluster: Cluster) => Promise<Readiness>;

/** The object is ready. */
export const ready: Readiness = { is: "ready" };

/** The object is not ready yet. */
export function waiting(reason: string): Readiness {
  return { is: "waiting", reason };
}

/** The object has failed for good. */
export function failed(reason: string): Readiness {
  return { is: "failed", reason };
}
