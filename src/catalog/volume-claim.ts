import type { JsonObject } from "../core/json.ts";
import type { ComponentContext } from "./component.ts";

/** Specification of a volume claim of the given size, in the environment's StorageClass if it names one. */
export function volumeClaim(size: string, { storageClass }: Pick<ComponentContext, "storageClass">): JsonObject {
  return {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: size } },
    ...(storageClass === "" ? {} : { storageClassName: storageClass }),
  };
}
