import { setTimeout as sleep } from "node:timers/promises";
import { stackFileName } from "../config/stack-file.ts";
import { command } from "../core/command.ts";
import { UserError } from "../core/problem.ts";
import { placesOf } from "../plan/secret-places.ts";
import { type Cluster, reachCluster } from "./cluster/cluster.ts";
import type { Workload } from "./cluster/workloads.ts";
import { confirm } from "./confirm.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { requireUnlocked } from "./recover/state-lock.ts";
import type { Report } from "./report/report.ts";
import { announcement } from "./rotate/announcement.ts";
import { consumersOf } from "./rotate/consumers.ts";
import { type Journal, newSalt, readJournal, removeJournal, writeJournal } from "./rotate/journal.ts";
import { prove, type Rotated } from "./rotate/proof.ts";
import { notBroughtUp, rotationReport } from "./rotate/rotation-report.ts";
import { lastingWorkloads, secretId, takeSnapshot } from "./rotate/snapshot.ts";
import { secretsNamed, type Wanted, wantedFor } from "./rotate/wanted.ts";
import { writeValues } from "./rotate/write-values.ts";
import { givenValues, parseGivenFiles } from "./seal/given.ts";
import { bringUp } from "./up.ts";

/** What `rotate` may be told. */
export interface RotateOptions {
  /** `key=file` for each given value that is not typed. */
  readonly given: readonly string[];
  /** Values before the rotation are not accepted any longer, not even where `keepPrevious` says so. */
  readonly dropPrevious: boolean;
  /** The sealed-secrets controller's certificate (PEM); without it, it is fetched from the cluster. */
  readonly cert?: string;
}

/**
 * Makes new values for Secrets, brings them to those who read them, and proves it: these have new pods that know the new version,
 * and nobody else has. A run that is cut off is finished by the next one, or by `up`, without a second new value.
 * @throws UserError if a name is unknown, a value cannot be had, or nothing can be changed now; nothing is written then.
 */
export async function rotateReport(
  context: Context,
  names: readonly string[],
  options: RotateOptions,
): Promise<Report> {
  const decided = await decide(context);
  const begun = readJournal(context);
  const selected = secretsNamed(begun === undefined ? names : requireSame(begun, names, context), decided.plan.secrets);
  requireNothingMissing(context, decided, begun);
  const cluster = await reachCluster(decided.plan.cluster, context.directory);
  requireUnlocked(context, decided);
  const dropPrevious = begun?.dropPrevious ?? options.dropPrevious;
  const wanted = selected.map((secret) => wantedFor(secret, decided.settings, { dropPrevious }));
  const workloads = await lastingWorkloads(cluster, namespacesOf(decided));
  const journal = begun ?? (await begin(cluster, workloads, wanted, dropPrevious));
  for (const line of announcement({ wanted, workloads, journal, resumed: begun !== undefined }))
    context.terminal.say(line);
  await confirm(
    context,
    `Rotate ${selected.map(({ name }) => name).join(", ")} on ${decided.plan.cluster.identifier}?`,
  );
  const files = journal.written ? journal.files : await write(context, decided, options, { wanted, journal });
  const { report, done } = await bringUp({ ...context, yes: true });
  if (!done) return notBroughtUp(report, journal, context.stack);
  const after = await decide(context);
  const { rotated, proof } = await proofOf(cluster, journal, after);
  if (proof.faults.length === 0) await removeJournal(context);
  const delivered = selected.map(({ owner }) => owner).filter((owner) => isDelivered(owner, after));
  return rotationReport({ stack: context.stack, rotated, proof, files, begun: begun?.began, up: report, delivered });
}

/** One rotation at a time: another would forget what was there before the first. */
function requireSame({ secrets }: Journal, names: readonly string[], { stack }: Context): readonly string[] {
  const others = names.filter((name) => !secrets.includes(name));
  if (others.length === 0) return secrets;
  throw new UserError("A rotation was cut off, and has to be finished first.", [
    {
      path: secrets.join(", "),
      message: "is half rotated; no second value is made by finishing it",
      fix: `${command} rotate ${secrets.join(" ")} --stack ${stack}`,
    },
  ]);
}

/** What a rotation that was cut off has still to write is missing for a good reason. */
function requireNothingMissing({ stack }: Context, { plan }: Decided, begun: Journal | undefined): void {
  if (plan.missing.length > 0 && begun?.written !== false)
    throw new UserError(`${stackFileName(stack)}: something is missing`, plan.missing);
}

/** Notes what is there before anything changes. @throws UserError if a Secret is not there yet. */
async function begin(
  cluster: Cluster,
  workloads: readonly Workload[],
  wanted: readonly Wanted[],
  dropPrevious: boolean,
): Promise<Journal> {
  const salt = newSalt();
  const places = wanted.flatMap((one) => one.places.map(({ place }) => place));
  const before = await takeSnapshot(cluster, workloads, places, salt);
  const absent = places.filter((place) => Object.keys(before.digests[secretId(place)] ?? {}).length === 0);
  if (absent.length > 0) {
    throw new UserError(
      "There is nothing to rotate yet.",
      absent.map(({ name, namespace }) => ({
        path: name,
        message: `is not in namespace ${namespace}; \`up\` makes it`,
      })),
    );
  }
  return {
    began: new Date().toISOString(),
    secrets: wanted.map(({ secret }) => secret.name),
    edits: wanted.flatMap(({ edits }) => edits),
    dropPrevious,
    written: false,
    files: [],
    salt,
    before,
  };
}

/** Asks for what is given, then writes; noted before and after, so that a run that is cut off in between can be finished. */
async function write(
  context: Context,
  decided: Decided,
  options: RotateOptions,
  { wanted, journal }: { readonly wanted: readonly Wanted[]; readonly journal: Journal },
): Promise<readonly string[]> {
  const keys = [...new Set(wanted.flatMap(({ given }) => given))];
  const again = `rotate ${journal.secrets.join(" ")}`;
  const given = await givenValues(keys, parseGivenFiles(options.given), context, again);
  await writeJournal(context, journal);
  const { secrets, edits } = journal;
  const { cert } = options;
  const values = { secrets, edits, given, ...(cert === undefined ? {} : { cert }) };
  const changed = await writeValues(context, decided, values);
  // What a run before has raised, this one finds as it has to be.
  const files = [...new Set([...(edits.length > 0 ? [stackFileName(context.stack)] : []), ...changed])];
  await writeJournal(context, { ...journal, written: true, files });
  return files;
}

/** Looks until the consumers have come round, at most as long as a release may take. */
async function proofOf(cluster: Cluster, journal: Journal, decided: Decided) {
  const { dropPrevious, salt } = journal;
  const secrets = secretsNamed(journal.secrets, decided.plan.secrets);
  const places = secrets.flatMap((secret) => wantedFor(secret, decided.settings, { dropPrevious }).places);
  const limit = Date.now() + decided.settings.environment.releases.timeoutSeconds * 1000;
  for (;;) {
    const workloads = await lastingWorkloads(cluster, namespacesOf(decided));
    const rotated = places.map(
      ({ place, renewed }): Rotated => ({
        secret: place,
        renewed,
        consumers: consumersOf(place, workloads),
        dropPrevious,
      }),
    );
    const all = places.map(({ place }) => place);
    const now = await takeSnapshot(cluster, workloads, all, salt);
    const proof = prove(rotated, journal.before, now);
    const left = secrets.some(({ owner }) => isDelivered(owner, decided));
    if (!proof.waiting || left || Date.now() > limit) return { rotated, proof };
    await sleep(1000);
  }
}

/** Whether an app's pods are Argo CD's to restart. */
function isDelivered(owner: string, { settings }: Decided): boolean {
  return settings.environment.apps[owner]?.delivery === "argocd";
}

function namespacesOf({ plan }: Decided): readonly string[] {
  const names = [
    ...plan.namespaces.map(({ name }) => name),
    ...placesOf(plan.secrets).map(({ namespace }) => namespace),
  ];
  return [...new Set(names)];
}
