import { Provider } from "@pulumi/kubernetes/provider.js";
import type { ClusterPlan } from "../plan/cluster.ts";

/** The way to the environment's cluster, for every resource that lives in it. */
export function createProvider({ identifier, context, kubeconfig, takeOver }: ClusterPlan): Provider {
  return new Provider("cluster", {
    // With it, a changed kubeconfig is no other cluster: nothing is replaced.
    clusterIdentifier: identifier,
    context,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(takeOver === true ? { upsertExistingObjects: true } : {}),
    enableServerSideApply: true,
    // A field that somebody else set by hand is the program's again at the next `up`; `drift` tells of it before.
    enablePatchForce: true,
    // A rotated Secret is changed in place: deleted first, its readers would miss it for a moment.
    enableSecretMutable: true,
  });
}
