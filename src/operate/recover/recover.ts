import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { counted } from "../../core/counted.ts";
import { isSameRelease, type ReleaseKey, type ReleasePlan } from "../../plan/releases.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { type HelmRecord, readHelmRecords } from "../cluster/helm-records.ts";
import type { Context, Decided } from "../context.ts";
import type { OpenStack } from "../engine/engine.ts";
import { engineFailure } from "../engine/engine-failure.ts";
import { withAdopted } from "./adopted.ts";
import { cutOffObjects, madeObjects } from "./cut-off-objects.ts";
import { applyRemedy } from "./helm-remedies.ts";
import { waitForInstallers } from "./installers.ts";
import { pendingOperationsOf, recordedReleases, resourcesOf } from "./recorded-releases.ts";
import { refuseStrangers, requireSameCluster } from "./recovery-refusals.ts";
import { chooseFarewell, chooseRemedy, inFlight, type Treatment } from "./remedy.ts";
import { staleReleases, withFailures } from "./stale-releases.ts";
import { removeLocks, requireUnlocked } from "./state-lock.ts";

/** What is known of a stack's releases before they are healed. */
interface Survey {
  readonly state: Deployment;
  readonly records: readonly HelmRecord[];
}

/** How much is looked at. */
export interface RecoverOptions {
  /** The state shall know what is really there, so that what a hand has changed is put right by what follows. */
  readonly refresh: boolean;
}

/** What was done, and what is left to the engine's run that follows. */
export interface Recovered {
  /** One sentence for each thing that was healed; none for a healthy stack, which is not touched. */
  readonly healed: readonly string[];
  /** That run has to look at what is really there first. */
  readonly refreshLeft: boolean;
}

/**
 * Heals what a run that was cut off, a failed upgrade, or a hand on Helm has left, so that an `up` or a `down` can go on.
 * @throws UserError if somebody else is at work, or a release cannot be told to be this stack's.
 */
export async function recover(
  context: Context,
  decided: Decided,
  open: OpenStack,
  cluster: Cluster,
  { refresh }: RecoverOptions,
): Promise<Recovered> {
  const healed: string[] = [];
  const tell = (sentences: readonly string[]): void => {
    healed.push(...sentences);
    for (const sentence of sentences) context.terminal.say(sentence);
  };
  tell(removeLocks(requireUnlocked(context, decided)));
  try {
    let survey = await look(decided, open, cluster);
    const pending = unfinished(decided, survey);
    if (pending.length > 0) {
      await probeLock(context, open, survey.state);
      const finished = async () => unfinished(decided, await look(decided, open, cluster)).length === 0;
      await waitForInstallers(context, decided, pending, finished);
      survey = await look(decided, open, cluster);
    }
    const treatments = treat(decided, survey);
    refuseStrangers(treatments, { name: context.stack, project: decided.project });
    await requireSameCluster(treatments, cluster, context.stack);
    for (const treatment of treatments) tell(await applyRemedy(context, decided, open, treatment));
    const mended = await mendState(context, open, cluster, survey.state, treatments);
    tell(mended);
    const touched = mended.length > 0 || treatments.some(({ remedy }) => remedy.kind !== "none");
    const stale = staleReleases(survey.state, survey.records, { refreshed: refresh });
    // One run of the engine does both where nothing has to be written into the state between them.
    if (!touched && stale.length === 0) return { healed, refreshLeft: refresh };
    // A look at what is really there comes before the next step: it would take back what that one writes into the state.
    if (refresh && mended.length === 0) await open.stack.refresh({ signal: context.signal });
    tell(await markStale(decided, open, refresh || touched ? await look(decided, open, cluster) : survey));
  } catch (error) {
    throw engineFailure(error);
  }
  return { healed, refreshLeft: false };
}

async function look({ plan }: Decided, { stack }: OpenStack, cluster: Cluster): Promise<Survey> {
  const state = await stack.exportStack();
  const namespaces = [...plan.releases, ...recordedReleases(state)].map(({ namespace }) => namespace);
  return { state, records: await readHelmRecords(cluster, [...new Set(namespaces)]) };
}

/** The releases of the plan that Helm has not finished with. */
function unfinished({ plan }: Decided, { records }: Survey): readonly ReleasePlan[] {
  return plan.releases.filter((release) => inFlight(recordsOf(release, records).at(-1)?.status ?? ""));
}

/** What heals each release: those of the plan, and those that the state knows beside them. */
function treat({ plan }: Decided, { state, records }: Survey): readonly Treatment[] {
  const recorded = recordedReleases(state);
  const now = new Date();
  const planned = plan.releases.map((release) => {
    const known = recorded.find((candidate) => isSameRelease(candidate, release));
    const findings = { records: recordsOf(release, records), recorded: known, now };
    const remedy = chooseRemedy({ ...findings, limitSeconds: release.timeoutSeconds });
    return { ...place(release), plan: release, urn: known?.urn, remedy };
  });
  const leaving = recorded
    .filter((release) => !plan.releases.some((candidate) => isSameRelease(candidate, release)))
    .map((release) => {
      const remedy = chooseFarewell(release, recordsOf(release, records), now);
      return { ...place(release), plan: undefined, urn: release.urn, remedy };
    });
  return [...planned, ...leaving];
}

function place({ name, namespace }: ReleaseKey): ReleaseKey {
  return { name, namespace };
}

function recordsOf(release: ReleaseKey, records: readonly HelmRecord[]): readonly HelmRecord[] {
  return records.filter((record) => isSameRelease(record, release));
}

/** Has the engine take the state's lock once: a backend whose locks cannot be read refuses here if somebody is at work. */
async function probeLock(context: Context, { stack, environment }: OpenStack, state: Deployment): Promise<void> {
  const url = environment.PULUMI_BACKEND_URL ?? process.env.PULUMI_BACKEND_URL ?? "";
  const root = resourcesOf(state).find(({ type }) => type === "pulumi:pulumi:Stack");
  if (url.startsWith("file://") || root === undefined) return;
  await stack.refresh({ target: [root.urn], signal: context.signal });
}

/** Tells the state what happened behind its back, and clears the operations that were cut off. */
async function mendState(
  { signal }: Context,
  { stack }: OpenStack,
  cluster: Cluster,
  state: Deployment,
  treatments: readonly Treatment[],
): Promise<readonly string[]> {
  const pending = pendingOperationsOf(state);
  const kinds = new Set(treatments.map(({ remedy }) => remedy.kind));
  if (pending.length === 0 && !kinds.has("forget") && !kinds.has("uninstall")) return [];
  const releases = treatments.flatMap(({ remedy, urn }) => (remedy.kind === "adopt" && urn !== undefined ? [urn] : []));
  const objects = await madeObjects(cluster, cutOffObjects(state));
  const adopted = [...releases, ...objects.map(({ urn }) => urn)];
  if (adopted.length > 0) await stack.importStack(withAdopted(state, new Set(adopted)));
  await stack.refresh({ clearPendingCreates: true, signal });
  const refreshed =
    pending.length === 0
      ? "Refreshed the state."
      : `Refreshed the state, and cleared ${counted(pending.length, "operation")} that a run was cut off in.`;
  const taken = objects.map(
    ({ kind, metadata }) => `${kind} '${metadata.name}' was made although the run was cut off; the state takes it in.`,
  );
  return [...taken, refreshed];
}

/** Has the engine try those releases again that it takes for healthy, and that are not. */
async function markStale(
  { plan }: Decided,
  { stack }: OpenStack,
  { state, records }: Survey,
): Promise<readonly string[]> {
  const stale = staleReleases(state, records).filter((release) =>
    plan.releases.some((planned) => isSameRelease(planned, release)),
  );
  if (stale.length === 0) return [];
  await stack.importStack(withFailures(state, stale));
  return stale.map(({ name, reason }) => `Release '${name}' will be upgraded again: ${reason}.`);
}
