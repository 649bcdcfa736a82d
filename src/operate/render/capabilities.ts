import { mapsAt, textAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";

/** What charts are told about the cluster that they are rendered for. */
export interface Capabilities {
  readonly kubernetesVersion: string;
  /** `group/version` and `group/version/Kind` of what is served beside Kubernetes' own, sorted. */
  readonly apiVersions: readonly string[];
}

/** The versions and kinds that custom resource definitions bring, as `.Capabilities.APIVersions` names them, sorted. */
export function definedApis(objects: readonly JsonObject[]): readonly string[] {
  const apis = objects.flatMap(({ kind, spec }) => {
    if (kind !== "CustomResourceDefinition") return [];
    const group = textAt(spec, "group");
    const served = mapsAt(spec, "versions").filter((version) => version.served === true);
    return served.flatMap(({ name }) => [`${group}/${name}`, `${group}/${name}/${textAt(spec, "names", "kind")}`]);
  });
  return [...new Set(apis)].sort();
}
