import type { PodSecurity } from "../catalog/component.ts";
import { builtInNamespaces } from "../config/namespaces.ts";
import type { Owner } from "../config/owners.ts";
import { ownerLabels } from "../core/labels.ts";

/** One namespace, created by the program itself: a chart would leave it behind. */
export interface NamespacePlan {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** It stays in the cluster when the stack is destroyed: something in it has to. */
  readonly retain?: boolean;
}

/** What lives in a namespace, if in any: an owner, or anything that needs no more of its pods than the strictest level. */
type Dweller = Pick<Owner, "namespace"> & Partial<Pick<Owner, "podSecurity" | "retain">>;

/** From the strictest to the widest. */
const levels: readonly PodSecurity[] = ["restricted", "baseline", "privileged"];

/** The namespaces of the given owners and objects, each once, by name; one that is shared allows its pods the widest of what they need. */
export function planNamespaces(owners: readonly Dweller[], environment: string): readonly NamespacePlan[] {
  const names = new Set(
    owners.map(({ namespace }) => namespace).filter((name) => name !== "" && !builtInNamespaces.has(name)),
  );
  return [...names].sort().map((name) => {
    const dwellers = owners.filter(({ namespace }) => namespace === name);
    const needed = dwellers.map(({ podSecurity }) => podSecurity);
    const level = levels.findLast((candidate) => needed.includes(candidate)) ?? "restricted";
    const labels = { ...ownerLabels(environment), "pod-security.kubernetes.io/enforce": level };
    return { name, labels, ...(dwellers.some(({ retain }) => retain === true) ? { retain: true } : {}) };
  });
}
