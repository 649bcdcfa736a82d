import { isPrevious } from "../../core/secret.ts";
import type { SecretPlan } from "../../plan/secrets.ts";
import type { Consumer } from "./consumers.ts";
import { type Snapshot, secretId, type WorkloadSeen } from "./snapshot.ts";

/** A Secret after its rotation, and who reads it. */
export interface Rotated {
  readonly secret: SecretPlan;
  /** Keys whose values have to be others than before. */
  readonly renewed: readonly string[];
  readonly consumers: readonly Consumer[];
  /** The values before must not be readable any longer, not even where they usually are. */
  readonly dropPrevious: boolean;
}

/** What the cluster shows after a rotation. */
export interface Proof {
  /** Workloads all of whose pods are new and know the new version. */
  readonly restarted: readonly string[];
  /** Workloads that read none of the Secrets, and kept their pods. */
  readonly kept: readonly string[];
  /** Workloads that read none of them, and have new pods all the same. */
  readonly strays: readonly string[];
  /** Why it is no proof; empty if it is one. */
  readonly faults: readonly string[];
  /** A rollout is under way: a later look may find less. */
  readonly waiting: boolean;
}

/** Holds what is there against what was there. */
export function prove(rotated: readonly Rotated[], before: Snapshot, after: Snapshot): Proof {
  const consumers = rotated.flatMap((one) => one.consumers);
  const ids = [...new Set(consumers.map(({ id }) => id))];
  const faults = new Map(ids.map((id) => [id, consumerFaults(id, rotated, before, after)]));
  const others = after.workloads.filter(({ id }) => !ids.includes(id));
  const strays = others.filter((now) => hasNewPods(seen(before, now.id), now)).map(({ id }) => id);
  const rolling = consumers.filter(({ id, annotation }) => annotation !== undefined && faults.get(id)?.length !== 0);
  return {
    restarted: ids.filter((id) => faults.get(id)?.length === 0),
    kept: others.map(({ id }) => id).filter((id) => !strays.includes(id) && seen(before, id) !== undefined),
    strays,
    faults: [...rotated.flatMap((one) => valueFaults(one, before, after)), ...[...faults.values()].flat()],
    waiting: rolling.length > 0,
  };
}

/** Values that are not what they have to be; never what they are. */
function valueFaults({ secret, renewed, dropPrevious }: Rotated, before: Snapshot, after: Snapshot): readonly string[] {
  const [old = {}, now = {}] = [before.digests[secretId(secret)], after.digests[secretId(secret)]];
  const same = renewed.filter((key) => now[key] === undefined || now[key] === old[key]);
  const previous = secret.keys
    .filter(isPrevious)
    .map(({ key }) => ({ key, of: key.replace(/_PREVIOUS$/, "") }))
    .filter(({ key, of }) => (now[key] === old[of]) === dropPrevious);
  const had = dropPrevious ? "still holds the value that" : "does not hold the value that";
  return [
    ...same.map((key) => `Secret/${secret.name}: ${key} holds the same value as before`),
    ...previous.map(({ key, of }) => `Secret/${secret.name}: ${key} ${had} ${of} had`),
  ];
}

/** Why a consumer cannot be said to use the new values. */
function consumerFaults(id: string, rotated: readonly Rotated[], before: Snapshot, after: Snapshot): readonly string[] {
  const now = seen(after, id);
  if (now === undefined) return [`${id}: is gone`];
  const old = new Set(seen(before, id)?.pods.map(({ uid }) => uid));
  const kept = now.pods.filter(({ uid }) => old.has(uid)).map(({ name }) => name);
  const ready = now.pods.filter((pod) => pod.ready).length;
  return [
    ...(kept.length > 0 ? [`${id}: still runs ${kept.join(", ")}, which started with the value before`] : []),
    ...(ready < now.desired ? [`${id}: ${ready} of ${now.desired} pods ready`] : []),
    ...rotated.flatMap(({ secret, consumers }) => {
      const annotation = consumers.find((consumer) => consumer.id === id)?.annotation;
      if (annotation === undefined) return [];
      const others = now.pods.filter(({ annotations }) => annotations[annotation] !== secret.version);
      return others.map(({ name }) => `${id}: ${name} does not carry ${annotation}=${secret.version}`);
    }),
  ];
}

/** Whether pods went that nobody wanted to go: fewer of them, after a change of scale, are no restart. */
function hasNewPods(before: WorkloadSeen | undefined, now: WorkloadSeen): boolean {
  const uids = new Set(now.pods.map(({ uid }) => uid));
  const stayed = before?.pods.filter(({ uid }) => uids.has(uid)).length ?? 0;
  return stayed < Math.min(before?.pods.length ?? 0, now.desired);
}

function seen({ workloads }: Snapshot, id: string): WorkloadSeen | undefined {
  return workloads.find((workload) => workload.id === id);
}
