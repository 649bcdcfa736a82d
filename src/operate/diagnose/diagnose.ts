import { command } from "../../core/command.ts";
import { textAt } from "../../core/fields.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { type HelmRecord, newestRecord, readHelmRecords } from "../cluster/helm-records.ts";
import { type Mask, maskOf } from "../cluster/secret-mask.ts";
import { readWorkloads, type Workload } from "../cluster/workloads.ts";
import type { Decided } from "../context.ts";
import { readManifests } from "../render/helm-template.ts";
import { collectEvidence, type Evidence } from "./evidence.ts";
import { adviceFor } from "./pod-troubles.ts";

/** A release of the plan that is not deployed. */
export interface FailedRelease {
  readonly name: string;
  readonly namespace: string;
  /** Helm's status of the newest revision; `missing` if Helm does not know the release. */
  readonly status: string;
  readonly revision: number;
  /** Helm's own words. */
  readonly description: string;
}

/** A workload of a failed release that is not well. */
export interface SickWorkload extends Evidence {
  /** Kind and name, such as `Deployment/api`. */
  readonly object: string;
  readonly trouble: string;
}

/** Why a release is not deployed, as far as the cluster tells, and what to do. */
export interface Diagnosis extends FailedRelease {
  readonly workloads: readonly SickWorkload[];
  readonly advice: readonly string[];
}

/** The releases of a plan whose newest revision is not `deployed`, and those that were rolled back since a moment. */
export function failedReleases(
  records: readonly HelmRecord[],
  releases: readonly Pick<ReleasePlan, "name" | "namespace">[],
  since?: Date,
): readonly FailedRelease[] {
  return releases.flatMap(({ name, namespace }) => {
    const newest = newestRecord(records, { name, namespace });
    const { status = "missing", revision = 0, description = "" } = newest ?? {};
    if (status !== "deployed") return [{ name, namespace, status, revision, description }];
    const back = since !== undefined && description.startsWith("Rollback") && new Date(newest?.updated ?? 0) >= since;
    const own = records.filter((record) => record.name === name && record.namespace === namespace);
    const failed = back ? own.findLast((record) => record.status === "failed") : undefined;
    return failed === undefined
      ? []
      : [{ name, namespace, status: rolledBack, revision: failed.revision, description: failed.description }];
  });
}

/** Status of a release whose upgrade failed, and that runs the version before again. */
const rolledBack = "rolled back";

/**
 * Finds out why releases of a stack are not deployed, or were rolled back `since` a moment; nothing if all is well. Only reads, and
 * shows no secret.
 */
export async function diagnose(
  { plan }: Decided,
  cluster: Cluster,
  stack: string,
  since?: Date,
): Promise<readonly Diagnosis[]> {
  const records = await readHelmRecords(cluster, [...new Set(plan.releases.map(({ namespace }) => namespace))]);
  const failed = failedReleases(records, plan.releases, since);
  if (failed.length === 0) return [];
  const mask = await maskOf(cluster, [...new Set(failed.map(({ namespace }) => namespace))]);
  return Promise.all(
    failed.map((release) => diagnoseRelease(release, newestRecord(records, release), { cluster, mask, stack })),
  );
}

async function diagnoseRelease(
  release: FailedRelease,
  record: HelmRecord | undefined,
  { cluster, mask, stack }: { readonly cluster: Cluster; readonly mask: Mask; readonly stack: string },
): Promise<Diagnosis> {
  const live = await readWorkloads(cluster, release.namespace);
  const own = live.filter((workload) => belongsTo(workload, release.name, record?.manifest ?? ""));
  const sick = await Promise.all(
    own
      .filter(({ healthy }) => !healthy)
      .map(async (workload) => ({
        object: `${workload.kind}/${workload.name}`,
        trouble: mask(workload.trouble),
        ...(await collectEvidence(cluster, workload, mask)),
      })),
  );
  return { ...release, description: mask(release.description), workloads: sick, advice: advise(release, sick, stack) };
}

/** Whether a workload came with a release: its manifest has it, or it is one of the release's hooks. */
export function belongsTo(
  { kind, name, labels, annotations }: Pick<Workload, "kind" | "name" | "labels" | "annotations">,
  release: string,
  manifest: string,
): boolean {
  // A manifest leaves hooks out; by convention they carry the release's name as their instance.
  if ("helm.sh/hook" in annotations) return (labels["app.kubernetes.io/instance"] ?? release) === release;
  return readManifests(manifest).some(
    ({ object }) => object.kind === kind && textAt(object, "metadata", "name") === name,
  );
}

/** What the API server says of a StatefulSet whose fixed fields would change. */
const immutable = /StatefulSet\.apps "([^"]+)" is invalid: spec: Forbidden/;

/** What to do about a failed release: what usually helps, and how to go on. */
export function advise(
  { name, namespace, status, description }: FailedRelease,
  sick: readonly SickWorkload[],
  stack: string,
): readonly string[] {
  const seen = sick.flatMap(({ trouble, troubles, events }) => [trouble, ...troubles, ...events]);
  const again = `${command} up --stack ${stack}`;
  if (status === "missing") return [`Helm does not know the release. Create it: ${again}`];
  if (status.startsWith("pending-") || status === "uninstalling")
    return [
      `An operation was cut off, or is still at work. Once nothing is at work any more, heal and go on: ${again}`,
    ];
  const fixed = immutable.exec(description)?.[1];
  if (fixed !== undefined)
    return [
      `A field of the StatefulSet '${fixed}' that cannot be changed in place would change. Keep its pods and let it be made anew: kubectl --namespace ${namespace} delete statefulset ${fixed} --cascade=orphan, then: ${again}`,
    ];
  const first = sick[0]?.object.toLowerCase();
  if (first === undefined && status === rolledBack)
    return [
      `The version before runs again; what failed is gone with its pods. To look at them, let them stay: ${again} --set apps.${name}.release.atomic=false`,
    ];
  if (first === undefined) return [`Every workload is ready by now. Bring the release up again: ${again}`];
  return [
    ...adviceFor(seen),
    `See more: kubectl --namespace ${namespace} describe ${first}`,
    `Mend the cause, then: ${again} (release '${name}' goes back to its last good revision first, if it has one)`,
  ];
}
