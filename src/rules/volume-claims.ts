import { mapsAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";

/** Claims of volumes, for the API server: an object's own, and those that a StatefulSet makes. */
export const claimResources = [
  { apiGroups: [""], apiVersions: ["v1"], resources: ["persistentvolumeclaims"] },
  { apiGroups: ["apps"], apiVersions: ["v1"], resources: ["statefulsets"] },
] as const;

/** The claims of an object: itself, or a StatefulSet's templates. */
export function claimsOf(object: JsonObject): readonly JsonObject[] {
  return object.kind === "PersistentVolumeClaim" ? [object] : mapsAt(object, "spec", "volumeClaimTemplates");
}

/** `claimsOf` in CEL. */
export const celClaims =
  "object.kind == 'PersistentVolumeClaim' ? dyn([object]) : " +
  "has(dyn(object).spec.volumeClaimTemplates) ? dyn(object).spec.volumeClaimTemplates : dyn([])";
