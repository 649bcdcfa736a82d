import { asMap, asText, isMap, type PropertyMap, Secret, unknown } from "../../protocol/property.ts";
import { annotate } from "./inputs.ts";

/** Outputs of a release: the release, and the inputs it came from as one secret. */
export function checkpoint(inputs: PropertyMap, release: PropertyMap, preview: boolean): PropertyMap {
  const outputs = annotate({ ...release, __inputs: new Secret(inputs) }, inputs);
  return preview ? { ...outputs, resourceNames: unknown, status: unknown } : outputs;
}

/** The inputs that recorded outputs came from; undefined in an import. */
export function recordedInputs(outputs: PropertyMap): PropertyMap | undefined {
  const inputs = outputs.__inputs;
  if (inputs instanceof Secret) return asMap(inputs.value);
  return isMap(inputs) ? inputs : undefined;
}

/** The id of a release. */
export function idOf(release: PropertyMap): string {
  return `${asText(release.namespace)}/${asText(release.name)}`;
}
