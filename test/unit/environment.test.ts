import { deepEqual, equal } from "node:assert/strict";
import { catalog } from "../../src/catalog/catalog.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { fixtureCatalog } from "../support/catalog.ts";
import { canary, construct, type Recorded } from "../support/construct.ts";
import { fixtureProject } from "../support/project.ts";
import { planOf, root } from "../support/stack.ts";

const namespace = "kubernetes:core/v1:Namespace";
const secret = "kubernetes:core/v1:Secret";
const release = "kubernetes:helm.sh/v3:Release";
const password = "random:index/randomPassword:RandomPassword";
const provider = "pulumi:providers:kubernetes";
const group = "platform:index:StateSecret";

const since = "pulumi:index:Stash";
const admission = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmission";

/** Rules of tier dev that one object is enough to judge by. */
const heldByTheCluster = [
  "access",
  "host-access",
  "image-registry",
  "image-tag",
  "ownership",
  "plain-secrets",
  "pod-security",
  "probes",
  "resources",
];

/** Resources by type and name; of a remembered time without the version of its value. */
const listed = (resources: readonly Recorded[]) =>
  resources.map(({ type, name }) => `${type} ${name.replace(/-[0-9a-f]{12}$/, "")}`).sort();
const inputsOf = (resources: readonly Recorded[], type: string, name: string) =>
  resources.find((resource) => resource.type === type && resource.name === name)?.inputs;

describe("environment under mocks", () => {
  describe("dev", () => {
    let plan: Plan;
    let resources: readonly Recorded[];
    before(async () => {
      plan = await planOf(root, "dev", catalog);
      ({ resources } = await construct(plan));
    });

    it("is exactly these resources", () => {
      deepEqual(
        listed(resources),
        [
          `${provider} cluster`,
          `${namespace} imprun-system`,
          ...["jwt", "mongodb", "redis"].flatMap((name) => [
            `${group} imprun-system/imprun-${name}`,
            `${secret} imprun-system/imprun-${name}`,
          ]),
          ...[
            "jwt-JWT_SECRET-1",
            "mongodb-root-password-1",
            "mongodb-replica-set-key-1",
            "redis-redis-password-1",
          ].flatMap((name) => [`${password} imprun-system/imprun-${name}`, `${since} imprun-system/imprun-${name}`]),
          "kubernetes:core/v1:ConfigMap imprun-system/secret-ages",
          ...heldByTheCluster.flatMap((rule) => [
            `${admission}Policy ValidatingAdmissionPolicy/${rule}.localhost`,
            `${admission}PolicyBinding ValidatingAdmissionPolicyBinding/${rule}.localhost`,
          ]),
          `${release} imprun`,
          "kubernetes:networking.k8s.io/v1:NetworkPolicy NetworkPolicy/imprun-system/default-deny",
        ].sort(),
      );
    });

    it("reaches the sandbox by its kubeconfig, and keeps everything when that file changes", () => {
      deepEqual(inputsOf(resources, provider, "cluster"), {
        clusterIdentifier: "sandbox-dev",
        context: "sandbox-dev",
        kubeconfig: "../.sandbox/dev/kubeconfig",
        enablePatchForce: "true",
        enableSecretMutable: "true",
        enableServerSideApply: "true",
      });
    });

    it("gives the release its plan's values, name, namespace and limits", () => {
      const [planned] = plan.releases;
      deepEqual(inputsOf(resources, release, "imprun"), {
        chart: "../charts/imprun",
        name: "imprun",
        namespace: "imprun-system",
        values: planned?.values,
        timeout: 300,
        maxHistory: 10,
        atomic: false,
        createNamespace: false,
        compat: "true",
      });
    });

    it("makes the replica set's key as long as mongodb wants it", () => {
      const inputs = inputsOf(resources, password, "imprun-system/imprun-mongodb-replica-set-key-1");
      deepEqual(inputs, { length: 756, special: false });
    });
  });

  describe("with given and generated secrets", () => {
    const given = "canary of the given secret";
    let project: ReturnType<typeof fixtureProject>;
    let built: Awaited<ReturnType<typeof construct>>;
    before(async () => {
      project = fixtureProject({ staging: "test/fixtures/stacks/web.yaml" });
      const plan = await planOf(project.directory, "staging", fixtureCatalog);
      built = await construct(plan, { oauthKey: given });
    });
    after(() => project.remove());

    it("writes each value into the Secret that the plan names", () => {
      const inputs = inputsOf(built.resources, secret, "web/web-oauth");
      equal(inputs?.type, "Opaque");
      const held = JSON.stringify(inputs?.data);
      for (const value of [given, canary("web/web-oauth-SESSION-1")]) {
        equal(held.includes(Buffer.from(value).toString("base64")), true);
      }
    });

    it("writes no value anywhere else: not into releases, components or outputs", () => {
      const others = built.resources.filter(({ type }) => type !== secret);
      const written = JSON.stringify([others, built.outputs]);
      for (const value of [given, canary("web/web-oauth-SESSION-1")]) {
        equal(written.includes(value), false);
        equal(written.includes(Buffer.from(value).toString("base64")), false);
      }
    });

    it("tells the engine that the Secret's data is secret", () => {
      // The mark that the engine's protocol puts around a secret value.
      const mark = "1b47061264138c4ac30d75fd1eb44270";
      equal(JSON.stringify(inputsOf(built.resources, secret, "web/web-oauth")?.data).includes(mark), true);
    });

    it("installs a component from its archive, and lets nobody look a version up", () => {
      const inputs = inputsOf(built.resources, release, "cert-manager");
      equal(inputs?.chart, "../vendor/charts/cert-manager-1.0.0.tgz");
      equal(inputs?.version, undefined);
      equal(inputs?.repositoryOpts, undefined);
      deepEqual(inputs?.values, { logLevel: 4, replicas: 1 });
    });

    it("tells names and versions as outputs", () => {
      const { domain, cluster, namespaces, releases, secrets } = built.outputs;
      deepEqual([domain, cluster, namespaces], ["example.com", "staging", ["cert-manager", "web"]]);
      deepEqual(releases.web, { namespace: "web", chart: "web", version: "1.0.0" });
      deepEqual(secrets["web-oauth"]?.keys, ["CLIENT_SECRET", "SESSION"]);
    });
  });
});
