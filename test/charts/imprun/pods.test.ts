import assert from "node:assert/strict";
import {
  containers,
  type Environment,
  environments,
  everything,
  findHelm,
  mainContainer,
  one,
  podTemplates,
  type Rendering,
  render,
} from "./rendering.ts";

const renderings = (): [Environment, Rendering][] => environments.map((it) => [it, render(it, everything)]);

describe("imprun chart: every pod", () => {
  before(findHelm);

  it("meets the Pod Security Standard restricted", () => {
    for (const [environment, rendering] of renderings()) {
      for (const { name, template } of podTemplates(rendering)) {
        const where = `${environment}: ${name}`;
        const pod = template.spec?.securityContext;
        assert.equal(pod?.runAsNonRoot, true, where);
        assert.ok((pod?.runAsUser ?? 0) > 0, where);
        assert.equal(pod?.seccompProfile?.type, "RuntimeDefault", where);
        for (const container of containers(template)) {
          const context = container.securityContext;
          assert.equal(context?.allowPrivilegeEscalation, false, `${where}/${container.name}`);
          assert.equal(context?.readOnlyRootFilesystem, true, `${where}/${container.name}`);
          assert.deepEqual(context?.capabilities, { drop: ["ALL"] }, `${where}/${container.name}`);
        }
      }
    }
  });

  it("asks for CPU and memory and limits memory in each container", () => {
    for (const [environment, rendering] of renderings()) {
      for (const { name, template } of podTemplates(rendering)) {
        for (const { name: container, resources } of containers(template)) {
          const where = `${environment}: ${name}/${container}`;
          assert.ok(resources?.requests?.cpu && resources.requests.memory && resources.limits?.memory, where);
        }
      }
    }
  });

  it("runs under an account of its own, without a token, with the pull secrets", () => {
    const staging = render("staging");
    const accounts = podTemplates(staging).map(({ template }) => template.spec?.serviceAccountName ?? "");
    assert.equal(new Set(accounts).size, 5);
    for (const name of accounts) {
      const account = one(staging, "ServiceAccount", name);
      assert.equal(account.automountServiceAccountToken, false);
      assert.deepEqual(account.imagePullSecrets, [{ name: "ghcr" }]);
    }
    assert.ok(podTemplates(staging).every(({ template }) => template.spec?.automountServiceAccountToken === false));
  });

  it("has a startup, a readiness and a liveness probe", () => {
    for (const { name, template } of podTemplates(render("prod"))) {
      const main = template.spec?.containers[0];
      assert.ok(main?.startupProbe && main.readinessProbe && main.livenessProbe, name);
    }
  });

  it("uses an exact image: registry, organization, app and tag, or a digest", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const rendering = render("prod", {
      "imprun-server.image.digest": digest,
      "global.imageRegistry": "registry.example.org:5000/mirror",
    });
    assert.equal(
      mainContainer(rendering, "Deployment", "imprun-imprun-server").image,
      `ghcr.io/imprun/imprun-server:v1.2.3@${digest}`,
    );
    const mongodb = mainContainer(rendering, "StatefulSet", "imprun-mongodb").image;
    assert.match(mongodb ?? "", /^registry\.example\.org:5000\/mirror\/library\/mongo:8\.0\.\d+$/);
  });
});

describe("imprun chart: order", () => {
  before(findHelm);

  const targets = (rendering: Rendering, name: string) =>
    one(rendering, "Deployment", name).spec?.template.spec?.initContainers?.[0]?.command?.slice(3);

  it("starts the API after both stores accept, and the console after the API is ready", () => {
    const prod = render("prod");
    assert.deepEqual(targets(prod, "imprun-imprun-server"), ["imprun-mongodb:27017", "imprun-redis:6379"]);
    assert.deepEqual(targets(prod, "imprun-imprun-console"), ["http://imprun-imprun-server:80/v1/health/readiness"]);
    assert.deepEqual(targets(prod, "imprun-imp-runtime-exporter"), ["imprun-mongodb:27017"]);
  });

  it("counts a mongodb member as ready when it is primary or secondary", () => {
    const probe = mainContainer(render("prod"), "StatefulSet", "imprun-mongodb").readinessProbe?.exec?.command?.join(
      " ",
    );
    assert.match(probe ?? "", /db\.hello\(\).*isWritablePrimary \|\| h\.secondary/);
  });

  it("lets clients reach ready members only, and members each other before", () => {
    const prod = render("prod");
    assert.equal(one(prod, "Service", "imprun-mongodb").spec?.publishNotReadyAddresses, undefined);
    const members = one(prod, "Service", "imprun-mongodb-members").spec;
    assert.deepEqual([members?.clusterIP, members?.publishNotReadyAddresses], ["None", true]);
    assert.equal(one(prod, "StatefulSet", "imprun-mongodb").spec?.serviceName, "imprun-mongodb-members");
  });
});
