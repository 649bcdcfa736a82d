import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { Provider } from "@pulumi/kubernetes/provider.js";
import type { Resource } from "@pulumi/pulumi";
import type { ReleasePlan } from "../plan/releases.ts";

/** A Helm release, after everything that it needs. */
export function createRelease(plan: ReleasePlan, provider: Provider, dependsOn: readonly Resource[]): Release {
  return new Release(
    plan.name,
    {
      // A folder or an archive on disk, never a name in a repository: the provider would download it at every preview.
      chart: plan.chart.path,
      name: plan.name,
      namespace: plan.namespace,
      values: plan.values,
      timeout: plan.timeoutSeconds,
      maxHistory: plan.maxHistory,
      atomic: plan.atomic,
      createNamespace: false,
    },
    // A release's name can be held only once: the old one goes before its replacement comes.
    { provider, dependsOn: [...dependsOn], deleteBeforeReplace: true },
  );
}
