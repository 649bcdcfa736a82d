import type { Settings } from "../config/settings.ts";
import type { Problem } from "../core/problem.ts";
import type { Tier } from "../core/tier.ts";
import { type ClusterPlan, planCluster } from "./cluster.ts";
import { type BundledPlan, planBundled } from "./components.ts";
import { type NamespacePlan, planNamespaces } from "./namespaces.ts";
import { ownersOf } from "./owners.ts";
import { planReleases, type ReleasePlan } from "./releases.ts";
import { planSecrets, type SecretPlan } from "./secrets.ts";

/** Everything that one environment is made of, decided, in the order of creation, as plain data without any secret. */
export interface Plan {
  readonly tier: Tier;
  readonly domain: string;
  readonly cluster: ClusterPlan;
  /** Kubernetes version that charts are rendered for where no cluster is asked. */
  readonly kubernetesVersion: string;
  readonly namespaces: readonly NamespacePlan[];
  readonly secrets: readonly SecretPlan[];
  /** Settings of what k3s brings with it. */
  readonly bundled: readonly BundledPlan[];
  /** Each release comes after what it requires. */
  readonly releases: readonly ReleasePlan[];
  /** Given secrets that are not set yet; while there is one, nothing can be created. */
  readonly missing: readonly Problem[];
}

/** Decides everything about an environment that can be decided without a cluster. */
export function planEnvironment(settings: Settings): Plan {
  const { environment, missing } = settings;
  const secrets = planSecrets(settings);
  const releases = planReleases(settings, secrets);
  return {
    tier: environment.tier,
    domain: environment.domain,
    cluster: planCluster(environment.cluster),
    kubernetesVersion: environment.kubernetesVersion,
    namespaces: planNamespaces(ownersOf(settings), environment.tier),
    secrets,
    bundled: planBundled(settings, secrets),
    releases,
    missing,
  };
}
