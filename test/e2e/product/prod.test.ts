import assert from "node:assert/strict";
import { PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { eventually } from "../../sandbox/command.ts";
import { productNamespace as namespace, ProductStack } from "../support/product-stack.ts";

const name = "imprun-imprun-server";

describe("the product in prod's shape", function () {
  this.timeout(900_000);
  const stack = new ProductStack();

  before(() => stack.prepare("prod", {}));
  after(() => stack.checkout.remove());

  const replicas = async () => (await stack.apps.readNamespacedDeployment({ name, namespace })).spec?.replicas;

  it("comes up: three servers that the autoscaler keeps, a database of three members, redis with a password", async () => {
    await stack.up();
    const { spec } = await stack.autoscaling.readNamespacedHorizontalPodAutoscaler({ name, namespace });
    assert.deepEqual([spec?.minReplicas, spec?.maxReplicas], [3, 10]);
    assert.equal(spec?.metrics?.[0]?.resource?.target.averageUtilization, 70);
    await eventually("three servers", 60, async () => ((await replicas()) === 3 ? true : undefined));
    const mongodb = await stack.apps.readNamespacedStatefulSet({ name: "imprun-mongodb", namespace });
    assert.equal(mongodb.status?.readyReplicas, 3);
    const { clusterIP } =
      (await stack.core.readNamespacedService({ name: mongodb.spec?.serviceName ?? "", namespace })).spec ?? {};
    assert.equal(clusterIP, "None");
    const redis = await stack.apps.readNamespacedStatefulSet({ name: "imprun-redis", namespace });
    assert.match(JSON.stringify(redis.spec?.template), /"imprun-redis"/);
  });

  it("spreads over nodes and keeps most of its pods while one is drained", async () => {
    const { spec } = await stack.apps.readNamespacedDeployment({ name, namespace });
    assert.equal(spec?.template.spec?.topologySpreadConstraints?.[0]?.topologyKey, "kubernetes.io/hostname");
    const { items } = await stack.policy.listNamespacedPodDisruptionBudget({ namespace });
    assert.ok(items.some(({ metadata }) => metadata?.name === "imprun-mongodb"));
    await eventually("one server that may go", 60, async () => {
      const { status } = await stack.policy.readNamespacedPodDisruptionBudget({ name, namespace });
      return status?.disruptionsAllowed === 1 ? true : undefined;
    });
  });

  it("leaves the number of servers to the autoscaler: a second up changes nothing after scaling", async () => {
    const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
    await stack.apps.patchNamespacedDeploymentScale({ name, namespace, body: { spec: { replicas: 5 } } }, merge);
    await eventually("five servers", 60, async () => {
      const { status } = await stack.apps.readNamespacedDeployment({ name, namespace });
      return status?.readyReplicas === 5 ? true : undefined;
    });
    assert.deepEqual(await stack.up(), []);
    assert.equal(await replicas(), 5);
    // Not even an upgrade takes them back.
    stack.change({ apps: { imprun: { images: { "imprun-server": "ghcr.io/imprun/imprun-server:v1.2.4" } } } });
    assert.deepEqual(await stack.up(), ["imprun"]);
    assert.equal(await replicas(), 5);
    assert.equal(await stack.image(name), "ghcr.io/imprun/imprun-server:v1.2.4");
  });
});
