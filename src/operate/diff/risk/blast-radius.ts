import { counted } from "../../../core/counted.ts";
import { kindOf } from "../../render/object.ts";
import { isDatabase } from "./data-loss.ts";
import type { JudgedChange } from "./risk.ts";

/** What may be taken away without asking, and what somebody has agreed to. */
export interface Allowance {
  /** Pods of workloads that may be deleted or replaced at once without a word. */
  readonly pods: number;
  /** Ids of objects that may go. */
  readonly acknowledged: readonly string[];
}

/** What a set of changes takes away. */
export interface BlastRadius {
  /** Objects that need an acknowledgement: id and why. */
  readonly affected: readonly { readonly id: string; readonly why: string }[];
  /** Ids of those that nobody has acknowledged. */
  readonly unacknowledged: readonly string[];
  /** Acknowledged ids that need none: a leftover, or a misspelt one. */
  readonly unneeded: readonly string[];
}

/** Kinds whose deletion takes more with it than the object. */
const grave: Readonly<Record<string, string>> = {
  "CustomResourceDefinition.apiextensions.k8s.io": "kind",
  Namespace: "namespace",
  PersistentVolume: "volume",
  PersistentVolumeClaim: "volume",
  Provider: "provider",
};

/** What changes take away that needs an acknowledgement by name: databases, volumes, namespaces, kinds, providers, many pods. */
export function blastRadius(changes: readonly JudgedChange[], { pods, acknowledged }: Allowance): BlastRadius {
  const gone = changes.filter(({ takesAway }) => takesAway);
  const total = gone.reduce((sum, change) => sum + change.pods, 0);
  const affected = gone.flatMap((change) => {
    const what = whatGoes(change) ?? (total > pods && change.pods > 0 ? podsOf(change, total) : undefined);
    if (what === undefined) return [];
    return [{ id: change.id, why: `${change.change === "removed" ? "deletes" : "replaces"} ${what}` }];
  });
  const ids = affected.map(({ id }) => id);
  return {
    affected,
    unacknowledged: ids.filter((id) => !acknowledged.includes(id)),
    unneeded: acknowledged.filter((id) => !ids.includes(id)),
  };
}

function whatGoes({ before }: JudgedChange): string | undefined {
  if (before === undefined) return undefined;
  if (isDatabase(before)) return "a database";
  const kind = grave[kindOf(before)];
  return kind === undefined ? undefined : `a ${kind}`;
}

function podsOf({ pods }: JudgedChange, total: number): string {
  return `${counted(pods, "pod")} of ${total} that go at once`;
}
