import type { DeliverySettings } from "../config/delivery.ts";
import type { Settings } from "../config/settings.ts";
import type { JsonObject } from "../core/json.ts";
import { type ObjectPlan, objectPlan, stepName } from "./objects.ts";
import type { ReleasePlan } from "./releases.ts";

const apiVersion = "argoproj.io/v1alpha1";
/** The component that delivers. */
const component = "argo-cd";
/** The cluster that Argo CD runs in, as it calls it. */
const server = "https://kubernetes.default.svc";

/** What the Applications of one environment have in common. */
interface Common extends DeliverySettings {
  /** Namespace of Argo CD. */
  readonly namespace: string;
  readonly stack: string;
  /** It syncs by itself what git says; elsewhere somebody says when. */
  readonly automatic: boolean;
  readonly revisions: number;
  readonly delivered: readonly ReleasePlan[];
}

/** Whether Argo CD delivers what would else be a release. */
export function isDelivered({ kind, name }: ReleasePlan, { environment }: Settings): boolean {
  return kind === "app" && environment.apps[name]?.delivery === "argocd";
}

/** What hands the delivered apps over to Argo CD: its project, and their Applications or the root that brings those from git. */
export function deliveryObjects(settings: Settings, delivered: readonly ReleasePlan[]): readonly ObjectPlan[] {
  const common = commonOf(settings, delivered);
  if (common === undefined) return [];
  const apps = project(common, common.project, {
    destinations: [...new Set(delivered.map(({ namespace }) => namespace))].sort(),
    clusterResourceWhitelist: common.clusterKinds.map(({ group, kind }) => ({ group, kind })),
  });
  return [apps, ...(common.applications === "git" ? rootObjects(common) : applicationsOf(common))];
}

/** The Applications of an environment, one for each app that Argo CD delivers. */
export function applicationObjects(settings: Settings, delivered: readonly ReleasePlan[]): readonly ObjectPlan[] {
  const common = commonOf(settings, delivered);
  return common === undefined ? [] : applicationsOf(common);
}

function commonOf({ environment, catalog, stack }: Settings, delivered: readonly ReleasePlan[]): Common | undefined {
  const { delivery, tier, releases } = environment;
  const namespace = catalog.find(({ name }) => name === component)?.namespace;
  if (delivery === undefined || namespace === undefined || delivered.length === 0) return undefined;
  return { ...delivery, namespace, stack, automatic: tier === "dev", revisions: releases.maxHistory, delivered };
}

function applicationsOf(common: Common): readonly ObjectPlan[] {
  return common.delivered.map((release) =>
    application(common, {
      name: release.name,
      project: common.project,
      wave: waveOf(release, common),
      source: sourceOf(release, common),
      namespace: release.namespace,
      requires: release.requires.map((other) =>
        common.delivered.some(({ name }) => name === other) ? stepName("Application", other, common.namespace) : other,
      ),
    }),
  );
}

/** The root Application, and a project for it alone: who may create Applications may have anything delivered. */
function rootObjects(common: Common): readonly ObjectPlan[] {
  const { delivered, path, stack } = common;
  const name = `${common.project}-apps`;
  const others = delivered.flatMap(({ requires }) => requires);
  return [
    project(common, name, {
      destinations: [common.namespace],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [{ group: "argoproj.io", kind: "Application" }],
    }),
    application(common, {
      name,
      project: name,
      wave: 0,
      source: { path: `${path}/applications/${stack}` },
      namespace: common.namespace,
      requires: [
        stepName("AppProject", common.project, common.namespace),
        ...new Set(others.filter((other) => delivered.every((release) => release.name !== other))),
      ],
    }),
  ];
}

function project(
  { namespace, repository }: Common,
  name: string,
  { destinations, ...limits }: { readonly destinations: readonly string[] } & JsonObject,
): ObjectPlan {
  return objectPlan({
    apiVersion,
    kind: "AppProject",
    name,
    namespace,
    owner: component,
    requires: [component],
    body: {
      spec: {
        sourceRepos: [repository],
        destinations: destinations.map((destination) => ({ server, namespace: destination })),
        ...limits,
      },
    },
  });
}

interface ApplicationParts {
  readonly name: string;
  readonly project: string;
  /** Its place in the order of the root's sync. */
  readonly wave: number;
  readonly source: JsonObject;
  /** Namespace that its objects go to. */
  readonly namespace: string;
  readonly requires: readonly string[];
}

/** An Application. It has no finalizer: when it goes, what it delivered stays. */
function application(common: Common, { name, project: within, wave, source, ...parts }: ApplicationParts): ObjectPlan {
  const { namespace, repository, revision, automatic, revisions } = common;
  return objectPlan({
    apiVersion,
    kind: "Application",
    name,
    namespace,
    owner: name,
    annotations: { "argocd.argoproj.io/sync-wave": String(wave) },
    requires: [stepName("AppProject", within, namespace), ...parts.requires],
    body: {
      spec: {
        project: within,
        source: { repoURL: repository, targetRevision: revision, ...source },
        destination: { server, namespace: parts.namespace },
        syncPolicy: {
          ...(automatic ? { automated: { prune: true, selfHeal: true } } : {}),
          syncOptions: ["CreateNamespace=false", "ServerSideApply=true", "RespectIgnoreDifferences=true"],
          retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
        },
        ignoreDifferences: ["Deployment", "StatefulSet"].map((kind) => ({
          group: "apps",
          kind,
          // What an autoscaler sets, it sets as this manager; a number of replicas that git says still counts.
          managedFieldsManagers: ["kube-controller-manager"],
        })),
        revisionHistoryLimit: revisions,
      },
    },
  });
}

/** What Argo CD makes an app's objects of. */
function sourceOf({ name, chart, values }: ReleasePlan, { source, path, stack }: Common): JsonObject {
  if (source === "kustomize") return { path: `${path}/overlays/${stack}/${name}` };
  return { path: `charts/${chart.name}`, helm: { releaseName: name, valuesObject: values } };
}

/** How many delivered apps have to be there before one, one after the other. */
function waveOf({ requires }: ReleasePlan, common: Common): number {
  const before = common.delivered.filter(({ name }) => requires.includes(name));
  return Math.max(0, ...before.map((release) => waveOf(release, common) + 1));
}
