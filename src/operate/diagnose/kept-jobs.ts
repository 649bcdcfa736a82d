import type { Cluster } from "../cluster/cluster.ts";
import type { Diagnosis } from "./diagnose.ts";

/**
 * Keeps the failed Jobs of releases, and with them their logs: the cluster would remove them after the time that they have set. The
 * next try takes them away. Returns the diagnoses with how to read the whole log.
 */
export async function keepFailedJobs(
  { config }: Cluster,
  diagnoses: readonly Diagnosis[],
): Promise<readonly Diagnosis[]> {
  const { BatchV1Api, PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(BatchV1Api);
  const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
  return Promise.all(
    diagnoses.map(async (diagnosis) => {
      const { namespace, workloads, advice } = diagnosis;
      const names = workloads.flatMap(({ object }) => (object.startsWith("Job/") ? [object.slice("Job/".length)] : []));
      const body = { spec: { ttlSecondsAfterFinished: null } };
      await Promise.all(names.map((name) => api.patchNamespacedJob({ name, namespace, body }, merge)));
      const reading = names.map(
        (name) =>
          `Job ${name} stays until the next try, with its whole log: kubectl --namespace ${namespace} logs job/${name} --all-containers`,
      );
      return { ...diagnosis, advice: [...reading, ...advice] };
    }),
  );
}
