import type { SecretPlan } from "../../plan/secrets.ts";
import type { Workload } from "../cluster/workloads.ts";
import { workloadId } from "./snapshot.ts";

/** A workload whose pods read a Secret. */
export interface Consumer {
  /** Kind, namespace and name of the workload. */
  readonly id: string;
  /** The annotation of its pods that changes with the Secret; nothing if it has none, and nobody restarts it. */
  readonly annotation: string | undefined;
}

/** What a pod's annotation is called that holds the version of a Secret, by what its owner calls the Secret. */
export function versionAnnotation({ key }: Pick<SecretPlan, "key">): string {
  return `checksum/secret-${key}`;
}

/** The workloads that read a Secret: those whose pods refer to it, and those of its owner that carry its version. */
export function consumersOf(secret: SecretPlan, workloads: readonly Workload[]): readonly Consumer[] {
  const annotation = versionAnnotation(secret);
  return workloads
    .filter(({ namespace }) => namespace === secret.namespace)
    .flatMap((workload) => {
      const carries = workload.podAnnotations[annotation] !== undefined;
      const own = workload.labels["app.kubernetes.io/instance"] === secret.owner;
      if (!workload.secrets.includes(secret.name) && !(carries && own)) return [];
      return [{ id: workloadId(workload), annotation: carries ? annotation : undefined }];
    });
}

/** Declared consumers that nothing runs for: switched off, or readers that ask the API server each time. */
export function absentConsumers(
  { owner, namespace, consumers }: SecretPlan,
  workloads: readonly Workload[],
): readonly string[] {
  return consumers.filter(
    (consumer) =>
      !workloads.some(
        (workload) =>
          workload.namespace === namespace &&
          (workload.name === consumer ||
            workload.name === `${owner}-${consumer}` ||
            workload.labels["app.kubernetes.io/name"] === consumer),
      ),
  );
}
