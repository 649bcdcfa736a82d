/** A Kubernetes quantity: a number with an optional decimal (m, k, M, G, T, P, E) or binary (Ki … Ei) suffix. */
export const quantity = /^([0-9]+(\.[0-9]+)?|\.[0-9]+)(m|k|[KMGTPE]i|[MGTPE])?$/;

/** Names under which charts hold a quantity: resource requests and limits, and the sizes of volumes. */
const quantityParents = ["requests", "limits"];

/** Whether a value at this path of Helm values is meant as a Kubernetes quantity. */
export function isQuantityPath(path: readonly string[]): boolean {
  const [parent, key] = path.slice(-2);
  return quantityParents.includes(parent ?? "") || (key === "size" && parent === "persistence");
}
