import { Provider } from "@pulumi/kubernetes/provider.js";
import type { ClusterPlan } from "../plan/cluster.ts";

/** The way to the environment's cluster, for every resource that lives in it. */
export function createProvider({ identifier, context, kubeconfig }: ClusterPlan): Provider {
  return new Provider("cluster", {
    // With it, a changed kubeconfig is no other cluster: nothing is replaced.
    clusterIdentifier: identifier,
    context,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    enableServerSideApply: true,
  });
}
