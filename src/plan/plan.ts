import { ownersOf } from "../config/owners.ts";
import type { Settings } from "../config/settings.ts";
import { order } from "../core/order.ts";
import type { Problem } from "../core/problem.ts";
import type { Tier } from "../core/tier.ts";
import { planAdmission, requirementsOf } from "./admission.ts";
import { planCertificates } from "./certificates.ts";
import { type ClusterPlan, planCluster } from "./cluster.ts";
import { bundledObjects } from "./components.ts";
import { planDatabases } from "./databases/databases.ts";
import { deliveryObjects, isDelivered } from "./delivery.ts";
import { entrancePolicies } from "./entrances.ts";
import { gatewayObjects } from "./gateway.ts";
import { planMonitoring } from "./monitoring/monitoring.ts";
import { type NamespacePlan, planNamespaces } from "./namespaces.ts";
import { networkPolicies } from "./network.ts";
import { type ObjectPlan, stepName } from "./objects.ts";
import { planReleases, type ReleasePlan } from "./releases.ts";
import { planSecrets, type SecretPlan } from "./secrets.ts";
import { storeObjects } from "./stores/store.ts";
import { traefikObjects } from "./traefik.ts";

/** Everything that one environment is made of, decided, in the order of creation, as plain data without any secret. */
export interface Plan {
  readonly tier: Tier;
  readonly domain: string;
  readonly cluster: ClusterPlan;
  /** Kubernetes version that charts are rendered for where no cluster is asked. */
  readonly kubernetesVersion: string;
  readonly namespaces: readonly NamespacePlan[];
  readonly secrets: readonly SecretPlan[];
  /** Objects that the program creates by itself: issuers, certificates, stores, settings of what k3s brings with it. */
  readonly objects: readonly ObjectPlan[];
  readonly releases: readonly ReleasePlan[];
  /** What Argo CD delivers: what would be a release if the program did. */
  readonly delivered: readonly ReleasePlan[];
  /** Secrets, objects and releases by name, each after what it requires; namespaces come before all of them. */
  readonly order: readonly string[];
  /** Given secrets that are not set yet; while there is one, nothing can be created. */
  readonly missing: readonly Problem[];
}

/** Every namespace that an environment makes, or installs something into; sorted. */
export function namespacesOf({ namespaces, releases }: Pick<Plan, "namespaces" | "releases">): readonly string[] {
  return [...new Set([...namespaces.map(({ name }) => name), ...releases.map(({ namespace }) => namespace)])].sort();
}

/** Decides everything about an environment that can be decided without a cluster. */
export function planEnvironment(settings: Settings): Plan {
  const { environment, missing } = settings;
  const secrets = planSecrets(settings);
  const all = planReleases(settings, secrets);
  const delivered = all.filter((release) => isDelivered(release, settings));
  const releases = all.filter((release) => !delivered.includes(release));
  const placed = [
    ...bundledObjects(settings, secrets),
    ...storeObjects(settings, secrets),
    ...planCertificates(settings, secrets),
    ...deliveryObjects(settings, delivered),
    ...planDatabases(settings, secrets),
    ...networkPolicies(settings),
    ...entrancePolicies(settings),
    ...gatewayObjects(settings),
    ...traefikObjects(settings),
  ];
  const listed = Object.keys(environment.namespaces).map((namespace) => ({ namespace }));
  const namespaces = planNamespaces([...ownersOf(settings), ...placed, ...listed], environment.tier);
  const objects = order([
    ...placed,
    ...planMonitoring(settings, namespaces),
    ...planAdmission(settings, namespaces),
  ]).ordered;
  const steps = [
    ...secrets.map(({ name, namespace }) => ({ name: stepName("Secret", name, namespace), requires: [] })),
    ...objects,
    ...releases.map((release) => ({ ...release, requires: requirementsOf(release, objects) })),
  ];
  return {
    tier: environment.tier,
    domain: environment.domain,
    cluster: planCluster(environment.cluster),
    kubernetesVersion: environment.kubernetesVersion,
    namespaces,
    secrets,
    objects,
    releases,
    delivered,
    order: order(steps).ordered.map(({ name }) => name),
    missing,
  };
}
