import { deepEqual, equal, ok } from "node:assert/strict";
import { isObject, type Json, type JsonObject, overlay } from "../../../src/core/json.ts";
import { tiers } from "../../../src/core/tier.ts";
import { applicationObjects } from "../../../src/plan/delivery.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { inOrder, objectIn, planFor, settingsFor } from "../../support/environment.ts";

const repository = "https://git.example.com/demo/platform.git";
const environment: JsonObject = {
  components: { "argo-cd": {} },
  delivery: { repository },
  apps: {
    web: {
      chart: "web",
      namespace: "web",
      delivery: "argocd",
      requires: ["worker"],
      secrets: { session: { keys: { KEY: { from: "generated" } } } },
      values: { replicas: 2 },
    },
    worker: { chart: "worker", namespace: "jobs", delivery: "argocd" },
    own: { chart: "worker", namespace: "jobs" },
  },
};
const planWith = (changes: JsonObject = {}) => planFor(overlay(environment, changes));
const spec = (plan: Plan, step: string) => JSON.parse(JSON.stringify(objectIn(plan, step).spec));
const argoObjects = ({ objects }: Plan) =>
  objects.flatMap(({ name, object }) => (object.apiVersion === "argoproj.io/v1alpha1" ? [name] : []));
const web = "Application/argocd/web";

describe("delivery by Argo CD", () => {
  it("makes an Application in the place of a release, with the values that the release would have", () => {
    const plan = planWith();
    deepEqual(
      plan.releases.map(({ name }) => name),
      ["argo-cd", "own"],
    );
    const [released] = planWith({
      apps: { web: { delivery: "pulumi" }, worker: { delivery: "pulumi" } },
    }).releases.filter(({ name }) => name === "web");
    deepEqual(spec(plan, web).source, {
      repoURL: repository,
      targetRevision: "main",
      path: "charts/web",
      helm: { releaseName: "web", valuesObject: released?.values },
    });
    deepEqual(spec(plan, web).destination, { server: "https://kubernetes.default.svc", namespace: "web" });
  });

  it("tells a chart that knows who delivers it, and no other", () => {
    const { delivered, releases } = planWith();
    deepEqual(
      [...delivered, ...releases].map(({ name, values }) => [name, values.delivery]),
      [
        ["worker", "argocd"],
        ["web", undefined],
        ["argo-cd", undefined],
        ["own", undefined],
      ],
    );
  });

  it("syncs by itself in dev only, and tries again in every tier", () => {
    const policies = tiers.map((tier) => [tier, spec(planWith({ tier }), web).syncPolicy]);
    for (const [tier, { automated, retry, syncOptions }] of policies) {
      deepEqual(automated, tier === "dev" ? { prune: true, selfHeal: true } : undefined, tier);
      deepEqual(retry, { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } });
      deepEqual(syncOptions, ["CreateNamespace=false", "ServerSideApply=true", "RespectIgnoreDifferences=true"]);
    }
  });

  it("leaves to the autoscaler what the autoscaler sets, and nothing else", () => {
    const ignored = spec(planWith(), web).ignoreDifferences;
    ok(ignored.every((rule: JsonObject) => rule.jsonPointers === undefined && rule.jqPathExpressions === undefined));
    deepEqual(ignored[0].managedFieldsManagers, ["kube-controller-manager"]);
  });

  it("comes after Argo CD, its project, the app's Secrets and the apps that it requires", () => {
    const plan = planWith();
    ok(inOrder(plan, "argo-cd", "AppProject/argocd/platform", "Application/argocd/worker", web));
    ok(inOrder(plan, "Secret/web/web-session", web));
    const waves = [web, "Application/argocd/worker"].map((step) => {
      const { metadata } = objectIn(plan, step);
      return (
        isObject(metadata) && isObject(metadata.annotations) && metadata.annotations["argocd.argoproj.io/sync-wave"]
      );
    });
    deepEqual(waves, ["1", "0"]);
  });

  it("allows the apps their repository and namespaces, and no kind of the cluster that was not named", () => {
    deepEqual(spec(planWith(), "AppProject/argocd/platform"), {
      sourceRepos: [repository],
      destinations: ["jobs", "web"].map((namespace) => ({ server: "https://kubernetes.default.svc", namespace })),
      clusterResourceWhitelist: [],
    });
    const clusterKinds: Json = [{ group: "rbac.authorization.k8s.io", kind: "ClusterRole" }];
    const named = planWith({ delivery: { clusterKinds } });
    deepEqual(spec(named, "AppProject/argocd/platform").clusterResourceWhitelist, clusterKinds);
  });

  it("takes what export wrote for the stack, where the source is kustomize", () => {
    const { source } = spec(planWith({ delivery: { source: "kustomize", path: "gitops", revision: "v1" } }), web);
    deepEqual(source, { repoURL: repository, targetRevision: "v1", path: "gitops/overlays/test/web" });
  });

  it("leaves the Applications to a root, in a project of its own, where git has them", () => {
    const apps = overlay(environment, { delivery: { applications: "git" } });
    const plan = planFor(apps);
    deepEqual(argoObjects(plan), [
      "AppProject/argocd/platform",
      "AppProject/argocd/platform-apps",
      "Application/argocd/platform-apps",
    ]);
    ok(inOrder(plan, "Secret/web/web-session", "AppProject/argocd/platform", "Application/argocd/platform-apps"));
    equal(spec(plan, "Application/argocd/platform-apps").source.path, "deploy/applications/test");
    deepEqual(spec(plan, "AppProject/argocd/platform-apps").namespaceResourceWhitelist, [
      { group: "argoproj.io", kind: "Application" },
    ]);
    deepEqual(
      applicationObjects(settingsFor(apps), plan.delivered).map(({ object }) => object),
      ["worker", "web"].map((name) => objectIn(planWith(), `Application/argocd/${name}`)),
    );
  });

  it("has no finalizer: what an Application delivered stays when it goes", () => {
    const { metadata } = objectIn(planWith(), web);
    ok(isObject(metadata) && metadata.finalizers === undefined);
  });

  it("is nothing where the program delivers every app", () => {
    const all = { web: { delivery: "pulumi" }, worker: { delivery: "pulumi" } };
    deepEqual(argoObjects(planWith({ apps: all })), []);
  });
});
