import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { ObjectPlan } from "../plan/objects.ts";

/** A Kubernetes object of any kind, as it is planned. */
export function createObject(
  { name, object, replace, retain }: ObjectPlan,
  opts: CustomResourceOptions,
): CustomResource {
  const { apiVersion, kind, metadata, ...body } = object;
  return new CustomResource(
    name,
    { apiVersion: String(apiVersion), kind: String(kind), metadata: { ...(metadata as object) }, ...body },
    {
      ...opts,
      retainOnDelete: retain === true,
      // The name can be held once only: the old object goes first.
      ...(replace === true ? { replaceOnChanges: ["spec", "metadata.annotations"], deleteBeforeReplace: true } : {}),
    },
  );
}
