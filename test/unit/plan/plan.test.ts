import { deepEqual, equal, notEqual } from "node:assert/strict";
import type { Plan } from "../../../src/plan/plan.ts";
import { fixtureCatalog } from "../../support/catalog.ts";
import { fixtureProject } from "../../support/project.ts";
import { planOf } from "../../support/stack.ts";

describe("plan", () => {
  let project: ReturnType<typeof fixtureProject>;
  before(() => {
    project = fixtureProject({ staging: "test/fixtures/stacks/web.yaml" });
  });
  after(() => project.remove());
  const plan = (...assignments: readonly string[]) =>
    planOf(project.directory, "staging", fixtureCatalog, ...assignments);
  const secretVersion = ({ secrets }: Plan) => secrets.find(({ name }) => name === "web-oauth")?.version;

  it("puts releases in the order of their requirements, whatever the file's", async () => {
    deepEqual(
      (await plan()).releases.map(({ name }) => name),
      ["cert-manager", "trust-manager", "web"],
    );
  });

  it("has each namespace once, and none that every cluster has", async () => {
    deepEqual(
      (await plan()).namespaces.map(({ name }) => name),
      ["cert-manager", "web"],
    );
    deepEqual(
      (await plan("apps.web.namespace=kube-system")).namespaces.map(({ name }) => name),
      ["cert-manager"],
    );
  });

  it("runs controllers once, and twice in an environment of tier prod, unless it says how often", async () => {
    const replicas = async (...assignments: readonly string[]) =>
      (await plan(...assignments)).releases[0]?.values.replicas;
    equal(await replicas(), 1);
    const prod = ["tier=prod", "apps.web.images.web=demo/web:v1.0.0"];
    equal(await replicas(...prod), 2);
    equal(await replicas("componentReplicas=3"), 3);
    equal(await replicas(...prod, "componentReplicas=1"), 1);
  });

  it("reads images into registry, repository, tag and digest", async () => {
    const image = async (text: string) => {
      const web = (await plan(`apps.web.images.web=${text}`)).releases.at(-1)?.values.web;
      return JSON.parse(JSON.stringify(web)).image;
    };
    deepEqual(await image("demo/web:staging"), { repository: "demo/web", tag: "staging" });
    deepEqual(await image(`ghcr.io/demo/web@sha256:${"0".repeat(64)}`), {
      registry: "ghcr.io",
      repository: "demo/web",
      digest: `sha256:${"0".repeat(64)}`,
    });
  });

  it("limits releases by the environment, and an app by its own word", async () => {
    const limits = (
      await plan("releases.timeoutSeconds=60", "apps.web.release={atomic: true, maxHistory: 3}")
    ).releases.map(({ name, timeoutSeconds, maxHistory, atomic }) => ({ name, timeoutSeconds, maxHistory, atomic }));
    deepEqual(limits.slice(1), [
      { name: "trust-manager", timeoutSeconds: 60, maxHistory: 10, atomic: false },
      { name: "web", timeoutSeconds: 60, maxHistory: 3, atomic: true },
    ]);
  });

  it("gives a secret a version that changes with its rotation, its length and the given value only", async () => {
    const version = secretVersion(await plan());
    equal(secretVersion(await plan("domain=app.example.com", "imageRegistry=other.example.com")), version);
    notEqual(secretVersion(await plan("apps.web.secrets.oauth.keys.SESSION.rotation=2")), version);
    notEqual(secretVersion(await plan("apps.web.secrets.oauth.keys.SESSION.length=32")), version);
    const other = fixtureProject({ staging: "test/fixtures/stacks/web-rotated.yaml" });
    notEqual(secretVersion(await planOf(other.directory, "staging", fixtureCatalog)), version);
    other.remove();
  });

  it("tells the chart a secret's name and version, and nothing else about it", async () => {
    const planned = await plan();
    const { global } = JSON.parse(JSON.stringify(planned.releases.at(-1)?.values));
    deepEqual(global.secrets, { oauth: { name: "web-oauth", version: secretVersion(planned) } });
    equal(JSON.stringify(planned).includes("v1:first"), false);
  });

  it("names the cluster by its context, and a sandbox by its own name", async () => {
    deepEqual((await plan()).cluster, { kind: "kubeconfig", identifier: "staging", context: "staging" });
    deepEqual((await plan("cluster={kind: sandbox, context: null, name: one}")).cluster, {
      kind: "sandbox",
      identifier: "sandbox-one",
      context: "sandbox-one",
      kubeconfig: "../.sandbox/one/kubeconfig",
    });
  });
});
