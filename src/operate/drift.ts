import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../core/problem.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { readHelmRecords } from "./cluster/helm-records.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { readDelivered } from "./delivery/delivered-status.ts";
import { type Answer, driftOutcome, nothingYet } from "./drift/drift-outcome.ts";
import { fieldConflicts, programDrift, stateDrift } from "./drift/engine-drift.ts";
import { type HelmDrift, helmDrift } from "./drift/helm-drift.ts";
import { liveDrift } from "./drift/live-drift.ts";
import type { Change } from "./engine/changes.ts";
import { engineFailure } from "./engine/engine-failure.ts";
import { openExistingStack } from "./engine/existing-stack.ts";
import { lookLive } from "./live/live-diff.ts";
import { requireReady } from "./ready.ts";
import { pendingOperationsOf, resourcesOf } from "./recover/recorded-releases.ts";
import { requireUnlocked } from "./recover/state-lock.ts";
import type { Report } from "./report/report.ts";
import { readSecretStatuses, tooOldSentences } from "./secrets/secret-status.ts";

/**
 * Compares the program, the state, Helm's records and the charts with the cluster, and the age of secrets with what is allowed; writes
 * nothing, neither there nor in the state.
 * @throws UserError if it cannot tell: the cluster does not answer, or somebody is changing the stack.
 */
export async function driftReport(context: Context): Promise<Report> {
  const decided = await decide(context);
  const cluster = await requireReady(context, decided);
  const deadLocks = requireUnlocked(context, decided);
  const open = await openExistingStack(context, decided);
  const state = await open?.stack.exportStack();
  if (open === undefined || state === undefined || resourcesOf(state).length === 0) return nothingYet(context.stack);
  const pending = pendingOperationsOf(state);
  const helm = await compareHelm(decided, cluster);
  const tooOld = tooOldSentences(await readSecretStatuses(cluster, decided.plan.secrets), context.stack);
  const delivered = await outOfSync(cluster, decided, context.stack);
  const unfinished = [
    ...deadLocks.map(({ pid, timestamp }) => `lock of process ${pid}, which is gone, since ${timestamp}`),
    ...pending.map(({ type, resource }) => `cut off while ${type} ${resource.urn.split("::").slice(-1)[0]}`),
  ];
  const { stack } = open;
  const { signal } = context;
  const program = await ask(programDrift, (onEvent) => stack.preview({ refresh: true, onEvent, signal }));
  const stateAnswer = await ask(stateDrift, (onEvent) => stack.previewRefresh({ onEvent, signal }));
  const live = liveDrift(await lookLive(context, decided));
  return driftOutcome(context.stack, { program, state: stateAnswer, helm, live, delivered, unfinished, tooOld });
}

/** Asks the engine one question; that it fails is an answer too, so that the other questions are still asked. */
async function ask(
  changesOf: (events: readonly EngineEvent[]) => readonly Change[],
  look: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<Answer> {
  const events: EngineEvent[] = [];
  try {
    await look((event) => events.push(event));
    return { changes: changesOf(events), conflicts: [], failure: "" };
  } catch (error) {
    const conflicts = fieldConflicts(events);
    if (conflicts.length > 0) return { changes: changesOf(events), conflicts, failure: "" };
    const known = engineFailure(error);
    if (!(known instanceof UserError)) throw known;
    return { changes: [], conflicts, failure: known.message };
  }
}

/** Apps that are not what git says: a hand changed them, or git did and nobody has synced yet. */
async function outOfSync(cluster: Cluster, { plan }: Decided, stack: string): Promise<readonly string[]> {
  const delivered = await readDelivered(cluster, plan, stack);
  return delivered
    .filter(({ sync }) => sync === "OutOfSync")
    .map(({ name, revision }) => `${name} is OutOfSync with ${revision.slice(0, 12)}; argocd app diff ${name}`);
}

async function compareHelm({ plan }: Decided, cluster: Cluster): Promise<readonly HelmDrift[]> {
  const namespaces = [...plan.namespaces, ...plan.releases.map(({ namespace }) => ({ name: namespace }))];
  const records = await readHelmRecords(cluster, [...new Set(namespaces.map(({ name }) => name))]);
  return helmDrift(plan.releases, records);
}
