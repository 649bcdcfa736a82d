import { ownerLabels } from "../core/labels.ts";

/** One namespace, created by the program itself: a chart would leave it behind. */
export interface NamespacePlan {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Namespaces that every cluster has from the start, and that nobody creates or deletes. */
const builtIn = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** The namespaces that the given objects live in, each once, by name. */
export function planNamespaces(
  dwellers: readonly { readonly namespace: string }[],
  environment: string,
): readonly NamespacePlan[] {
  const names = new Set(dwellers.map(({ namespace }) => namespace).filter((name) => !builtIn.has(name)));
  return [...names].sort().map((name) => ({ name, labels: ownerLabels(environment) }));
}
