import type { EncryptedFiles } from "../../config/encrypted-files.ts";
import { isObject } from "../../core/json.ts";
import { type ObjectPlan, stepName } from "../objects.ts";
import { placesOf } from "../secret-places.ts";
import type { SecretPlan } from "../secrets.ts";

/**
 * The SealedSecrets that git holds for the given Secrets, as they are: only the cluster can open them. A new content changes the
 * object in place, so that the Secret stays; its condition says which content it is about.
 */
export function sealedObjects({ sealed }: EncryptedFiles, secrets: readonly SecretPlan[]): readonly ObjectPlan[] {
  return placesOf(secrets).flatMap(({ name, namespace }) => {
    const object = sealed[`${namespace}/${name}`];
    if (object === undefined || !isObject(object.metadata)) return [];
    const { annotations } = object.metadata;
    const waiting = { ...(isObject(annotations) ? annotations : {}), "pulumi.com/waitFor": "condition=Synced" };
    return [
      {
        name: stepName("SealedSecret", name, namespace),
        namespace,
        object: { ...object, metadata: { ...object.metadata, annotations: waiting } },
        requires: ["sealed-secrets"],
      },
    ];
  });
}
