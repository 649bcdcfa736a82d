import type { ComponentContext } from "../catalog/component.ts";
import type { App } from "../config/app.ts";
import { catalogOf } from "../config/installed.ts";
import type { Settings } from "../config/settings.ts";
import { parseImage } from "../core/image.ts";
import { type JsonObject, overlay } from "../core/json.ts";
import { order } from "../core/order.ts";
import { type SecretPlan, secretName } from "./secrets.ts";

/** Where a release's chart comes from. */
export type ChartSource =
  | {
      readonly kind: "local";
      readonly name: string;
      readonly version: string /** Relative to `src`. */;
      readonly path: string;
    }
  | { readonly kind: "repository"; readonly name: string; readonly version: string; readonly repository: string };

/** One Helm release. */
export interface ReleasePlan {
  /** Name of the release, which is the name of its component or app. */
  readonly name: string;
  readonly kind: "component" | "app";
  readonly namespace: string;
  readonly chart: ChartSource;
  readonly values: JsonObject;
  /** Releases that have to be there before it. */
  readonly requires: readonly string[];
  /** Limit of an install or upgrade, in seconds. */
  readonly timeoutSeconds: number;
  /** Revisions kept for a rollback. */
  readonly maxHistory: number;
  /** A failed upgrade is rolled back at once. */
  readonly atomic: boolean;
}

/** The releases of an environment, each after what it requires. */
export function planReleases(settings: Settings, secrets: readonly SecretPlan[]): readonly ReleasePlan[] {
  const apps = Object.entries(settings.environment.apps).map(([name, app]) => appRelease(name, app, settings, secrets));
  return order([...componentReleases(settings), ...apps]).ordered;
}

function componentReleases({ environment, catalog }: Settings): readonly ReleasePlan[] {
  const installed = catalogOf(environment, catalog);
  const context: ComponentContext = {
    tier: environment.tier,
    replicas: environment.tier === "prod" ? 2 : 1,
    imageRegistry: environment.imageRegistry,
    storageClass: environment.storageClass,
    installed: new Set(installed.map(({ name }) => name)),
  };
  return installed.map((component) => ({
    name: component.name,
    kind: "component",
    namespace: component.namespace,
    chart: { kind: "repository", ...component.chart },
    values: component.values(environment.components[component.name] ?? {}, context),
    requires: component.requires,
    ...environment.releases,
  }));
}

function appRelease(
  name: string,
  app: App,
  { environment, charts }: Settings,
  secrets: readonly SecretPlan[],
): ReleasePlan {
  const chart = charts[app.chart];
  if (chart === undefined) throw new Error(`settings of app ${name} were not checked: no chart ${app.chart}`);
  const global = {
    domain: environment.domain,
    imageRegistry: environment.imageRegistry,
    storageClass: environment.storageClass,
    contentHash: chart.contentHash,
    secrets: Object.fromEntries(
      Object.keys(app.secrets).map((secret) => [secret, secretReference(name, secret, secrets)]),
    ),
  };
  const override = Object.fromEntries(Object.entries(app.release).filter(([, value]) => value !== undefined));
  return {
    name,
    kind: "app",
    namespace: app.namespace,
    chart: { kind: "local", name: chart.name, version: chart.version, path: chart.path },
    values: overlay(overlay(partValues(name, app), app.values), { global }),
    requires: app.requires,
    ...environment.releases,
    ...override,
  };
}

/** What a chart needs to refer to a Secret: its name, and the version that its consumers' pods carry. */
function secretReference(app: string, secret: string, secrets: readonly SecretPlan[]): JsonObject {
  const name = secretName(app, secret);
  return { name, version: secrets.find((plan) => plan.name === name)?.version ?? "" };
}

/** Images and hosts as the values of the parts that they are given for: `<part>.image` and `<part>.ingress`. */
function partValues(name: string, { images, hosts }: App): JsonObject {
  const imageValues = Object.entries(images).map(([part, text]) => [part, { image: { ...parseImage(text) } }]);
  const hostValues = Object.entries(hosts).map(([part, host]) => [
    part,
    {
      ingress: {
        hosts: [{ host, paths: [{ path: "/", pathType: "Prefix" }] }],
        tls: [{ secretName: `${name}-${part}-tls`, hosts: [host] }],
      },
    },
  ]);
  return overlay(Object.fromEntries(imageValues), Object.fromEntries(hostValues));
}
