import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";

/** Whether a pod does what it is there for: it runs and is ready, or has ended well. */
export function podHealthy({ status }: V1Pod): boolean {
  if (status?.phase === "Succeeded") return true;
  return status?.conditions?.some(({ type, status: held }) => type === "Ready" && held === "True") ?? false;
}

/** What keeps a pod from being ready: of each container, or of the pod as a whole. */
export function podTroubles({ status }: V1Pod): readonly string[] {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const troubles = containers.flatMap((container) => containerTrouble(container) ?? []);
  const conditions = (status?.conditions ?? [])
    .filter(({ type, status: held }) => type === "PodScheduled" && held === "False")
    .map(({ reason, message }) => `not scheduled: ${[reason, message].filter(Boolean).join(": ")}`);
  const whole = status?.reason === undefined ? [] : [`${status.reason}: ${status.message ?? ""}`];
  return [...whole, ...conditions, ...troubles];
}

function containerTrouble({ name, ready, state, lastState, restartCount }: V1ContainerStatus): string | undefined {
  const { waiting, terminated, running } = state ?? {};
  const last = lastState?.terminated ?? terminated;
  const ended =
    last === undefined || last.exitCode === 0 ? "" : `, last ended with ${last.exitCode} (${last.reason ?? "Error"})`;
  const restarts = restartCount > 0 ? `, restarted ${restartCount} times` : "";
  if (waiting !== undefined) {
    const message = waiting.message === undefined ? "" : `: ${waiting.message}`;
    return `container ${name} waits: ${waiting.reason ?? "unknown"}${message}${ended}${restarts}`;
  }
  if (terminated !== undefined) {
    if (terminated.exitCode === 0) return undefined;
    return `container ${name} ended with ${terminated.exitCode} (${terminated.reason ?? "Error"})${restarts}`;
  }
  if (running !== undefined && !ready) return `container ${name} runs but is not ready${ended}${restarts}`;
  return undefined;
}

/** What usually helps against a trouble, for those that are seen often. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /ImagePullBackOff|ErrImagePull|InvalidImageName/,
    "The image cannot be pulled: check its name and tag in the stack file, and the pull secret.",
  ],
  [/OOMKilled/, "The container needs more memory than its limit: raise resources.limits.memory in the app's values."],
  [/CreateContainerConfigError/, "A Secret or ConfigMap that the container reads, or one of its keys, is missing."],
  [/CrashLoopBackOff|ended with/, "The program ends by itself: its last log lines say why."],
  [
    /not scheduled/,
    "No node takes the pod: compare its requests, node selector and volumes with what the nodes have left.",
  ],
  [/runs but is not ready/, "The readiness probe fails: see the events and the log, and what the program waits for."],
  [/violates PodSecurity|forbidden/, "The cluster refuses the pod: its security settings break the namespace's rules."],
];

/** What usually helps against the given troubles, each advice once. */
export function adviceFor(troubles: readonly string[]): readonly string[] {
  return advice
    .filter(([pattern]) => troubles.some((trouble) => pattern.test(trouble)))
    .map(([, sentence]) => sentence);
}
