import { foundation } from "../catalog/foundation.ts";
import type { App } from "../config/app.ts";
import { loadBalancerValues } from "../config/load-balancer.ts";
import { partValues } from "../config/part-values.ts";
import type { Settings } from "../config/settings.ts";
import { tracingValues } from "../config/tracing.ts";
import { type JsonObject, overlay } from "../core/json.ts";
import { order } from "../core/order.ts";
import { pullSecretType } from "../core/secret.ts";
import { componentReleases } from "./components.ts";
import { databaseSteps } from "./databases/databases.ts";
import { closing } from "./network.ts";
import { placesOf, type SecretPlace } from "./secret-places.ts";
import { referenceTo, type SecretPlan } from "./secrets.ts";
import { arrival } from "./stores/store.ts";

/** A chart on disk: a folder of this repository, or an archive whose content the lock file vouches for. */
export type ChartSource =
  | {
      readonly kind: "local";
      readonly name: string;
      readonly version: string /** Relative to `src`. */;
      readonly path: string;
    }
  | {
      readonly kind: "archive";
      readonly name: string;
      readonly version: string;
      /** Relative to `src`. */
      readonly path: string;
      /** Where the archive comes from: `https://…` or `oci://…`. */
      readonly repository: string;
      /** SHA-256 of the archive; absent while nobody has locked it. */
      readonly sha256?: string;
    };

/** One Helm release. */
export interface ReleasePlan {
  /** Name of the release, which is the name of its component or app. */
  readonly name: string;
  readonly kind: "component" | "app";
  readonly namespace: string;
  readonly chart: ChartSource;
  readonly values: JsonObject;
  /** Releases, Secrets and objects that have to be there before it. */
  readonly requires: readonly string[];
  /** Limit of an install or upgrade, in seconds. */
  readonly timeoutSeconds: number;
  /** Revisions kept for a rollback. */
  readonly maxHistory: number;
  /** A failed upgrade is rolled back at once. */
  readonly atomic: boolean;
}

/** What tells a release from every other one of a cluster. */
export type ReleaseKey = Pick<ReleasePlan, "name" | "namespace">;

/** Whether two names mean the same release. */
export function isSameRelease(one: ReleaseKey, other: ReleaseKey): boolean {
  return one.name === other.name && one.namespace === other.namespace;
}

/** The releases of an environment, each after what it requires; those that Argo CD makes of git are among them. */
export function planReleases(settings: Settings, secrets: readonly SecretPlan[]): readonly ReleasePlan[] {
  const apps = Object.entries(settings.environment.apps).map(([name, app]) => appRelease(name, app, settings, secrets));
  const components = componentReleases(settings, secrets);
  // Who is given credentials of a component comes after it.
  const lenders = ({ owner, source }: SecretPlace) =>
    source.owner !== owner && components.some(({ name }) => name === source.owner) ? [source.owner] : [];
  const releases = [...components, ...apps].map((release) => {
    const own = placesOf(secrets)
      .filter(({ owner }) => owner === release.name)
      .flatMap((secret) => [arrival(secret, settings), ...lenders(secret)]);
    const requires = [...release.requires, ...own, ...databaseSteps(release.name, settings)];
    return { ...release, requires: [...new Set(requires)] };
  });
  return order(releases).ordered;
}

function appRelease(name: string, app: App, settings: Settings, secrets: readonly SecretPlan[]): ReleasePlan {
  const { environment, charts } = settings;
  const chart = charts[app.chart];
  if (chart === undefined) throw new Error(`settings of app ${name} were not checked: no chart ${app.chart}`);
  const own = placesOf(secrets).filter(({ owner }) => owner === name);
  const isPullSecret = ({ type }: SecretPlan) => type === pullSecretType;
  const global = {
    domain: environment.domain,
    imageRegistry: environment.imageRegistry,
    storageClass: environment.storageClass,
    loadBalancer: loadBalancerValues(environment.loadBalancer),
    contentHash: chart.contentHash,
    ...tracingValues(environment, settings.catalog),
    pullSecrets: own.filter(isPullSecret).map((secret) => secret.name),
    secrets: Object.fromEntries(
      own.filter((secret) => !isPullSecret(secret)).map((secret) => [secret.key, { ...referenceTo(secret) }]),
    ),
  };
  const override = Object.fromEntries(Object.entries(app.release).filter(([, value]) => value !== undefined));
  return {
    name,
    kind: "app",
    namespace: app.namespace,
    chart: { kind: "local", name: chart.name, version: chart.version, path: chart.path },
    values: overlay(overlay(partValues(name, app, environment), app.values), {
      ...(app.delivery === "argocd" && chart.knowsDelivery ? { delivery: app.delivery } : {}),
      global,
    }),
    // The network and the kinds of monitors come first: what an app is made of may be one of them.
    requires: [
      ...new Set([
        ...app.requires,
        ...foundation.filter((other) => environment.components[other] !== undefined),
        ...closing(app.namespace, settings),
      ]),
    ],
    ...environment.releases,
    ...override,
  };
}
