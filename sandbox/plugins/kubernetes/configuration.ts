import { equal, type PropertyMap, plain, Unknown } from "../protocol/property.ts";
import type { Change, Changes, DiffCall } from "../protocol/provider.ts";
import { configuredCluster } from "./cluster.ts";

/** The inputs that lead to a cluster. */
const leading = ["kubeconfig", "context", "cluster"];

function isSameCluster(old: PropertyMap, now: PropertyMap): boolean {
  const before = configuredCluster(old);
  const after = configuredCluster(now);
  return before === undefined || after === undefined || equal(before, after);
}

/** What of a changed configuration means another cluster, and thus a replacement of everything in it. */
function replaced(old: PropertyMap, now: PropertyMap, changed: string[]): string[] {
  const identifier = now.clusterIdentifier ?? null;
  const before = old.clusterIdentifier ?? null;
  if (identifier !== null && equal(identifier, before)) return [];
  const other = identifier !== null && before !== null ? ["clusterIdentifier"] : [];
  const unknown = leading.filter((name) => now[name] instanceof Unknown);
  if (unknown.length > 0) return [...other, ...unknown];
  return isSameCluster(old, now) ? other : [...other, ...leading.filter((name) => changed.includes(name))];
}

/**
 * Compares the configuration then and now. The provider is replaced when the cluster identifier changes, or, where
 * none is set then and now, when the kubeconfig leads to another cluster entry.
 */
export async function diffConfiguration(call: DiffCall): Promise<Changes> {
  const old = plain(call.old);
  const now = plain(call.new);
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const changed = names.filter((name) => !equal(old[name] ?? null, now[name] ?? null));
  const replaces = changed.length === 0 ? [] : replaced(old, now, changed);
  const properties = new Map<string, Change>();
  for (const name of changed) {
    const kind = (old[name] ?? null) === null ? "add" : (now[name] ?? null) === null ? "delete" : "update";
    properties.set(name, { kind, replace: replaces.includes(name), input: false });
  }
  return { some: changed.length > 0, properties };
}
