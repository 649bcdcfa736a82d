/** A condition of an object's status. */
export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

/** Times as Kubernetes writes them: in UTC, to the second. */
export function timestamp(date = new Date()): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** The conditions with this one added or replaced. The time of transition stays while the status does. */
export function withCondition(conditions: readonly Condition[] | undefined, condition: Condition): Condition[] {
  const old = conditions?.find(({ type }) => type === condition.type);
  const since = old?.status === condition.status ? old.lastTransitionTime : undefined;
  const others = (conditions ?? []).filter(({ type }) => type !== condition.type);
  return [...others, { ...condition, lastTransitionTime: since ?? timestamp() }];
}

/** Whether a condition of this type is true. */
export function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}
