import { asText, at, isMap, type PropertyMap } from "../../protocol/property.ts";

function annotation(object: PropertyMap, name: string): string {
  return asText(at(object, "metadata", "annotations", `pulumi.com/${name}`));
}

/** Whether not to wait for the object to become ready. */
export function skipsAwait(object: PropertyMap): boolean {
  return annotation(object, "skipAwait") === "true";
}

/** Whether fields of other managers are taken over. */
export function forcesPatch(object: PropertyMap): boolean {
  return annotation(object, "patchForce") === "true";
}

/** Whether the name was made up because the program gave none. */
export function isAutonamed(object: PropertyMap): boolean {
  return annotation(object, "autonamed") === "true";
}

/** The object's name becomes a made-up one. */
export function setAutoname(object: PropertyMap, name: string): void {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const annotations = isMap(metadata.annotations) ? metadata.annotations : {};
  object.metadata = { ...metadata, name, annotations: { ...annotations, "pulumi.com/autonamed": "true" } };
}

/** How the object's dependents are deleted; by default before the object itself. */
export function deletionPropagation(object: PropertyMap): string {
  const policies = new Map([
    ["orphan", "Orphan"],
    ["background", "Background"],
  ]);
  return policies.get(annotation(object, "deletionPropagationPolicy").toLowerCase()) ?? "Foreground";
}

/** Milliseconds to wait: the resource option, else the annotation, else ten minutes. */
export function timeLimit(seconds: number, object: PropertyMap): number {
  const annotated = Number(annotation(object, "timeoutSeconds"));
  return (seconds || annotated || 600) * 1000;
}
