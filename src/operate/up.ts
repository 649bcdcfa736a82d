import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { counted } from "../core/counted.ts";
import { formatProblem, UserError } from "../core/problem.ts";
import { bringKinds } from "./charts/bring-kinds.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { confirm } from "./confirm.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { changeHands } from "./delivery/change-hands.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { diagnosisSections } from "./diagnose/diagnosis-sections.ts";
import { JobKeeper } from "./diagnose/kept-jobs.ts";
import { notAcknowledged, whatUpTakesAway } from "./diff/gate.ts";
import { ChangeLog } from "./engine/changes.ts";
import { openStack } from "./engine/engine.ts";
import { engineFailure } from "./engine/engine-failure.ts";
import { policyPacks } from "./engine/policy-packs.ts";
import { startSandbox } from "./engine/toolchain.ts";
import { patience, requireImages } from "./images/look-up.ts";
import { changeTable } from "./preview.ts";
import { requireReady } from "./ready.ts";
import { recover } from "./recover/recover.ts";
import { requireUnlocked } from "./recover/state-lock.ts";
import { requireOwnCharts } from "./render/own-charts.ts";
import type { Report } from "./report/report.ts";
import { readJournal, removeJournal } from "./rotate/journal.ts";
import { requireInVault } from "./secrets/vault-values.ts";
import { statusReport } from "./status.ts";

/** What `up` may be told. */
export interface UpOptions {
  /** The registries are asked first whether the images are there. */
  readonly checkImages?: boolean;
  /** Objects that may be deleted or replaced, beside those that the stack file names. */
  readonly acknowledged?: readonly string[];
}

/**
 * Brings a stack up: its sandbox if it has one, what an earlier run left behind, then everything that the plan says; and looks
 * in the cluster whether it came up. Nothing is changed while it would take away what nobody has acknowledged.
 */
export async function upReport(context: Context, options: UpOptions = {}): Promise<Report> {
  const { report } = await bringUp(context, options);
  // It has done what a rotation that was cut off had left.
  if (report.outcome === "fine" && readJournal(context)?.written) await removeJournal(context);
  return report;
}

/** How an `up` ended. */
export interface BroughtUp {
  readonly report: Report;
  /** The engine did everything that it was to do; what the cluster makes of it is in the report. */
  readonly done: boolean;
}

/** Does what `up` does. */
export async function bringUp(
  context: Context,
  { checkImages = false, acknowledged = [] }: UpOptions = {},
): Promise<BroughtUp> {
  const decided = await decide(context);
  if (checkImages) await requireImages({ patience, ...context }, decided.settings.environment);
  await requireOwnCharts(context, decided);
  // The client of the API server takes its time to load; meanwhile the sandbox is asked.
  await Promise.all([startOwnSandbox(context, decided), import("@kubernetes/client-node")]);
  const cluster = await requireReady(context, decided);
  await requireInVault(context, decided, cluster);
  requireUnlocked(context, decided);
  const open = await openStack(context, decided);
  const radius = await whatUpTakesAway(context, decided, open, acknowledged);
  if (radius.unacknowledged.length > 0) return { report: notAcknowledged(context.stack, radius), done: false };
  await confirm(context, `Bring stack '${context.stack}' up on ${decided.plan.cluster.identifier}?`);
  const handed = await changeHands(context, decided, open, cluster);
  for (const sentence of handed) context.terminal.say(sentence);
  const { healed, refreshLeft: refresh } = await recover(context, decided, open, cluster, { refresh: true });
  const kinds = await bringKinds(context.directory, decided.plan, cluster);
  for (const sentence of kinds) context.terminal.say(sentence);
  const log = new ChangeLog(context.terminal, "does");
  const keeper = new JobKeeper(cluster, decided.plan.releases);
  // Helm's records have whole seconds.
  const begin = new Date(Math.floor(Date.now() / 1000) * 1000);
  const onEvent = (event: EngineEvent) => {
    log.take(event);
    keeper.take(event);
  };
  try {
    const { signal } = context;
    await open.stack.up({ refresh, policyPacks: policyPacks(context, decided), onEvent, signal });
  } catch (error) {
    const report = await failed(context, decided, { cluster, begin, keeper }, log, engineFailure(error, log));
    return { report, done: false };
  }
  return { report: await succeeded(context, decided, log, { handed, healed, kinds }), done: true };
}

/** A sandbox environment brings its cluster with it. */
async function startOwnSandbox(context: Context, { settings }: Decided): Promise<void> {
  const { cluster } = settings.environment;
  if (cluster.kind === "sandbox") await startSandbox(context, cluster.name, cluster.nodes);
}

/** What was done before the engine began, in sentences. */
interface Before {
  readonly handed: readonly string[];
  readonly healed: readonly string[];
  readonly kinds: readonly string[];
}

/** The engine is content; the cluster has the last word. */
async function succeeded(
  context: Context,
  decided: Decided,
  { changes }: ChangeLog,
  { handed, healed, kinds }: Before,
): Promise<Report> {
  const status = await statusReport(context, decided);
  const well = status.outcome === "fine";
  const did = changes.length === 0 ? "nothing had to change" : `${counted(changes.length, "resource")} changed`;
  const { length } = decided.plan.delivered;
  const handedOver = length === 0 ? "" : `; ${counted(length, "app")} handed to Argo CD`;
  return {
    command: "up",
    stack: context.stack,
    outcome: well ? "fine" : "failed",
    headline: well ? `Up; ${did}${handedOver}.` : `Up, ${did}; but ${status.headline}`,
    sections: [
      { kind: "list", title: "Changed hands", items: handed },
      { kind: "list", title: "Healed first", items: healed },
      { kind: "list", title: "Kinds", items: kinds },
      changeTable(changes),
      ...status.sections,
    ],
    data: { changes, handed, healed, kinds, status: status.data },
  };
}

/** What the engine says, and what the cluster shows of it. @throws whatever went wrong if that was not for the user to mend. */
async function failed(
  context: Context,
  decided: Decided,
  { cluster, begin, keeper }: { readonly cluster: Cluster; readonly begin: Date; readonly keeper: JobKeeper },
  { changes }: ChangeLog,
  failure: unknown,
): Promise<Report> {
  if (!(failure instanceof UserError)) throw failure;
  const diagnoses = await keeper.advise(await diagnose(decided, cluster, context.stack, begin));
  const headline = failure.message.split("\n")[0] ?? "";
  return {
    command: "up",
    stack: context.stack,
    outcome: "failed",
    headline: `Not up. ${headline}`,
    sections: [
      changeTable(changes),
      { kind: "list", title: "What the engine says", items: failure.problems.map(formatProblem) },
      ...diagnosisSections(diagnoses),
    ],
    data: { changes, problems: failure.problems, diagnoses },
  };
}
