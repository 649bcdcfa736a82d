/** The value of `app.kubernetes.io/managed-by` on every object that the program itself creates. */
export const manager = "pulumi";

/** Labels of an object that belongs to an app or a component. */
export function ownerLabels(owner: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/managed-by": manager, "app.kubernetes.io/part-of": owner };
}

/** The label that every namespace has its own name under. */
export const namespaceLabel = "kubernetes.io/metadata.name";

/** Annotation by which Helm knows what belongs to a release: the release's namespace. */
export const releaseNamespaceMark = "meta.helm.sh/release-namespace";

/** Annotation that keeps Helm from deleting an object with its release, where it says `keep`. */
export const keepAnnotation = "helm.sh/resource-policy";
