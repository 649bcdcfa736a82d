import type { V1Secret } from "@kubernetes/client-node";
import type { SecretPlan } from "../../plan/secrets.ts";
import { daysOf } from "../cluster/age.ts";

/** What can be told about a Secret without telling what it holds. */
export interface SecretStatus {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  /** Whole days since it was created; nothing if it is not there. */
  readonly ageDays: number | undefined;
  /** Planned keys that it does not have; all of them if it is not there. */
  readonly missing: readonly string[];
}

/** Compares the Secrets of a plan with those that are there. */
export function secretStatuses(
  plans: readonly Pick<SecretPlan, "name" | "namespace" | "keys">[],
  secrets: readonly V1Secret[],
  now: Date,
): readonly SecretStatus[] {
  return plans.map(({ name, namespace, keys }) => {
    const live = secrets.find(({ metadata }) => metadata?.name === name && metadata.namespace === namespace);
    const present = Object.keys(live?.data ?? {}).sort();
    const created = live?.metadata?.creationTimestamp;
    return {
      name,
      namespace,
      keys: present,
      ageDays: created === undefined ? undefined : daysOf(new Date(created), now),
      missing: keys.map(({ key }) => key).filter((key) => !present.includes(key)),
    };
  });
}
