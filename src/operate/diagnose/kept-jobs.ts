import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { isSameRelease, type ReleaseKey } from "../../plan/releases.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { jobWorkload } from "../cluster/workloads.ts";
import { splitUrn } from "../engine/changes.ts";
import { belongsTo, type Diagnosis } from "./diagnose.ts";

/**
 * Keeps the failed Jobs of releases, and with them their logs, from the moment that the engine tells that the release failed: the
 * cluster would remove them after the time that they have set, which the rest of a run may well take. The next try takes them away.
 */
export class JobKeeper {
  private readonly cluster: Cluster;
  private readonly releases: readonly ReleaseKey[];
  private readonly kept: { readonly release: ReleaseKey; readonly names: Promise<readonly string[]> }[] = [];

  constructor(cluster: Cluster, releases: readonly ReleaseKey[]) {
    this.cluster = cluster;
    this.releases = releases;
  }

  /** Takes one of the engine's events. */
  readonly take = ({ resOpFailedEvent }: EngineEvent): void => {
    const [type, name] = splitUrn(resOpFailedEvent?.metadata.urn ?? "");
    const release = type === "Release" ? this.releases.find((one) => one.name === name) : undefined;
    // Nobody waits for it yet. What it could not keep is not told as kept.
    if (release !== undefined) this.kept.push({ release, names: this.keep(release).catch(() => []) });
  };

  /** The diagnoses of a run with how to read the whole log of each Job that is kept. */
  advise(diagnoses: readonly Diagnosis[]): Promise<readonly Diagnosis[]> {
    return Promise.all(
      diagnoses.map(async (diagnosis) => {
        const own = this.kept.filter(({ release }) => isSameRelease(release, diagnosis));
        const names = (await Promise.all(own.map(({ names }) => names))).flat();
        const reading = names.map(
          (name) =>
            `Job ${name} stays until the next try, with its whole log: kubectl --namespace ${diagnosis.namespace} logs job/${name} --all-containers`,
        );
        return { ...diagnosis, advice: [...reading, ...diagnosis.advice] };
      }),
    );
  }

  /** Takes the time to live off the failed Jobs of a release. Returns their names. */
  private async keep({ name: release, namespace }: ReleaseKey): Promise<readonly string[]> {
    const { BatchV1Api, PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
    const api = this.cluster.config.makeApiClient(BatchV1Api);
    const { items } = await api.listNamespacedJob({ namespace });
    const names = items.flatMap((job) => {
      const workload = jobWorkload(job);
      const own = workload.annotations["meta.helm.sh/release-name"] === release || belongsTo(workload, release, "");
      return own && workload.trouble.startsWith("failed") ? [workload.name] : [];
    });
    const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
    const body = { spec: { ttlSecondsAfterFinished: null } };
    await Promise.all(names.map((name) => api.patchNamespacedJob({ name, namespace, body }, merge)));
    return names;
  }
}
