import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { command } from "../core/command.ts";
import type { Change } from "./changes.ts";
import type { Cluster } from "./cluster.ts";
import { type Context, type Decided, decide } from "./context.ts";
import type { OpenStack } from "./engine.ts";
import { programDrift, stateDrift } from "./engine-drift.ts";
import { engineFailure } from "./engine-failure.ts";
import { openExistingStack } from "./existing-stack.ts";
import { type HelmDrift, helmDrift } from "./helm-drift.ts";
import { readHelmRecords } from "./helm-records.ts";
import { requireReady } from "./ready.ts";
import { pendingOperationsOf, resourcesOf } from "./recorded-releases.ts";
import type { Report, Section } from "./report.ts";
import { requireUnlocked } from "./state-lock.ts";

/** The answers to the three questions of drift, and what a run that was cut off has left. */
interface Drift {
  /** What an `up` would change: program against reality. */
  readonly program: readonly Change[];
  /** What a refresh would change: state against reality. */
  readonly state: readonly Change[];
  /** What Helm has against the plan. */
  readonly helm: readonly HelmDrift[];
  /** What keeps the state from being sound: locks of dead processes, operations that were cut off. */
  readonly unfinished: readonly string[];
}

/**
 * Compares the program, the state and Helm's records with the cluster; writes nothing, neither there nor in the state.
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
  const unfinished = [
    ...deadLocks.map(({ pid, timestamp }) => `lock of process ${pid}, which is gone, since ${timestamp}`),
    ...pending.map(({ type, resource }) => `cut off while ${type} ${resource.urn.split("::").slice(-1)[0]}`),
  ];
  try {
    const program = programDrift(await eventsOf((onEvent) => lookAtProgram(open, onEvent, context.signal)));
    const stateChanges = stateDrift(await eventsOf((onEvent) => lookAtState(open, onEvent, context.signal)));
    return report(context.stack, { program, state: stateChanges, helm, unfinished });
  } catch (error) {
    throw engineFailure(error);
  }
}

type Listener = (event: EngineEvent) => void;

function lookAtProgram({ stack }: OpenStack, onEvent: Listener, signal: AbortSignal): Promise<unknown> {
  return stack.preview({ refresh: true, onEvent, signal });
}

function lookAtState({ stack }: OpenStack, onEvent: Listener, signal: AbortSignal): Promise<unknown> {
  return stack.previewRefresh({ onEvent, signal });
}

async function eventsOf(look: (onEvent: Listener) => Promise<unknown>): Promise<readonly EngineEvent[]> {
  const events: EngineEvent[] = [];
  await look((event) => events.push(event));
  return events;
}

async function compareHelm({ plan }: Decided, cluster: Cluster): Promise<readonly HelmDrift[]> {
  const namespaces = [...plan.namespaces, ...plan.releases.map(({ namespace }) => ({ name: namespace }))];
  const records = await readHelmRecords(cluster, [...new Set(namespaces.map(({ name }) => name))]);
  return helmDrift(plan.releases, records);
}

function nothingYet(stack: string): Report {
  return {
    command: "drift",
    stack,
    outcome: "findings",
    headline: `Nothing was created yet; run ${command} up --stack ${stack}.`,
    sections: [],
    data: { created: false },
  };
}

function report(stack: string, drift: Drift): Report {
  const { program, state, helm, unfinished } = drift;
  const clean = program.length + state.length + helm.length + unfinished.length === 0;
  return {
    command: "drift",
    stack,
    outcome: clean ? "fine" : "findings",
    headline: clean
      ? "No drift: program, state and Helm agree with the cluster."
      : `Drift: the program differs in ${program.length}, the state in ${state.length}, Helm in ${helm.length}${unfinished.length > 0 ? "; a run was cut off" : ""}.`,
    sections: [
      changesSection("Program against reality: what up would change", program),
      changesSection("State against reality: what a refresh would change", state),
      {
        kind: "table",
        title: "Helm against the plan",
        columns: ["release", "namespace", "finding", "detail"],
        rows: helm.map(({ release, namespace, kind, detail }) => [release, namespace, kind, detail]),
      },
      { kind: "list", title: "Left by a run that was cut off; the next up heals it", items: unfinished },
    ],
    data: { created: true, ...drift },
  };
}

function changesSection(title: string, changes: readonly Change[]): Section {
  return {
    kind: "table",
    title,
    columns: ["operation", "type", "name", "properties"],
    rows: changes.map(({ operation, type, name, properties }) => [operation, type, name, properties.join(", ")]),
  };
}
