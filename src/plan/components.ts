import { stringify } from "yaml";
import { type Component, type ComponentContext, isRemote, type RemoteChart } from "../catalog/component.ts";
import { archiveName, vendorFolder } from "../config/chart-lock.ts";
import { catalogOf } from "../config/installed.ts";
import type { Settings } from "../config/settings.ts";
import type { JsonObject } from "../core/json.ts";
import { type ObjectPlan, objectPlan } from "./objects.ts";
import type { ChartSource, ReleasePlan } from "./releases.ts";
import { type SecretPlan, secretReference } from "./secrets.ts";

/** The releases of an environment's components. */
export function componentReleases(settings: Settings, secrets: readonly SecretPlan[]): readonly ReleasePlan[] {
  return catalogOf(settings.environment, settings.catalog).flatMap((component): ReleasePlan[] => {
    const { name, namespace, chart } = component;
    if (!isRemote(chart)) return [];
    return [
      {
        name,
        kind: "component",
        namespace,
        chart: archiveOf(chart, settings),
        values: valuesOf(component, settings, secrets),
        requires: releasesBefore(component, settings),
        ...settings.environment.releases,
      },
    ];
  });
}

/** The settings of what k3s brings with it: it reads them from objects of its own, and keeps its charts up to date by itself. */
export function bundledObjects(settings: Settings, secrets: readonly SecretPlan[]): readonly ObjectPlan[] {
  return catalogOf(settings.environment, settings.catalog).flatMap((component) => {
    if (isRemote(component.chart)) return [];
    const values = valuesOf(component, settings, secrets);
    // Some of what k3s brings is no chart: there is nothing to set.
    if (Object.keys(values).length === 0) return [];
    const valuesContent = stringify(values, {
      lineWidth: 0,
      aliasDuplicateObjects: false,
    });
    const { bundled: name } = component.chart;
    return [
      objectPlan({
        apiVersion: "helm.cattle.io/v1",
        kind: "HelmChartConfig",
        name,
        namespace: "kube-system",
        owner: component.name,
        body: { spec: { valuesContent } },
        requires: releasesBefore(component, settings),
      }),
    ];
  });
}

/** The releases that a component comes after, of those that are there: what k3s brings is there from the start. */
function releasesBefore({ requires, after = [] }: Component, { environment, catalog }: Settings): readonly string[] {
  const installed = catalogOf(environment, catalog).filter(({ chart }) => isRemote(chart));
  return [...requires, ...after].filter((other) => installed.some(({ name }) => name === other));
}

function archiveOf({ name, version, repository }: RemoteChart, { supply }: Settings): ChartSource {
  const file = archiveName({ name, version });
  const sha256 = supply.locked[file];
  const path = `../${vendorFolder}/${file}`;
  return { kind: "archive", name, version, path, repository, ...(sha256 === undefined ? {} : { sha256 }) };
}

function valuesOf(component: Component, settings: Settings, secrets: readonly SecretPlan[]): JsonObject {
  const { environment, catalog } = settings;
  const installed = new Set(catalogOf(environment, catalog).map(({ name }) => name));
  const context: ComponentContext = {
    tier: environment.tier,
    domain: environment.domain,
    replicas: environment.componentReplicas ?? (environment.tier === "prod" ? 2 : 1),
    storageClass: environment.storageClass,
    installed,
    ...(environment.ingress.kind === "traefik" ? { ingressClass: environment.ingress.class } : {}),
    namespaceOf: (app) => environment.apps[app]?.namespace,
    monitored: installed.has("prometheus-operator-crds"),
    secret: (name) => secretReference(component.name, name, secrets),
  };
  return component.values(environment.components[component.name] ?? {}, context);
}
