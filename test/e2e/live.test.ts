import assert from "node:assert/strict";
import { type KubernetesObject, type KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";
import { Checkout } from "./support/checkout.ts";

const redis = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "imprun-redis", namespace: "imprun-system" },
};
const id = "imprun-system/StatefulSet/imprun-redis";

describe("the rendered objects against the live ones", function () {
  this.timeout(600_000);
  let checkout: Checkout;
  let api: KubernetesObjectApi;

  before(async () => {
    checkout = new Checkout();
    const { code, stderr } = await checkout.run("up", "--stack", "dev", "--yes");
    assert.equal(code, 0, stderr);
    api = await checkout.cluster();
  });

  after(() => checkout.remove());

  /** Changes the object as a person with a program would. */
  function change(program: string, fields: object): Promise<KubernetesObject> {
    return api.patch(
      { ...redis, ...fields },
      undefined,
      undefined,
      program,
      undefined,
      PatchStrategy.StrategicMergePatch,
    );
  }

  async function json(...args: readonly string[]) {
    const { code, stdout, stderr } = await checkout.run(...args, "--stack", "dev", "--json");
    return { code, stderr, data: JSON.parse(stdout).data };
  }

  it("differ in nothing right after an up, defaults of the API server included", async () => {
    const { code, data } = await json("diff", "--live");
    assert.deepEqual([code, data.changes, data.skipped], [0, [], []]);
    assert.deepEqual((await json("drift")).code, 0);
  });

  it("are rendered for the cluster that was asked: its version and its kinds", async () => {
    const { code, data } = await json("render", "--live");
    assert.equal(code, 0);
    assert.ok(data.apiVersions.includes("apps/v1/StatefulSet"));
    assert.match(data.kubernetesVersion, /^\d+\.\d+\.\d+/);
  });

  it("show what a one-off change would change, and store nothing of it", async () => {
    const before = await api.read(redis);
    const { code, data } = await json("diff", "--live", "--set", "apps.imprun.values.redis.maxmemory=64mb");
    assert.equal(code, 2);
    assert.deepEqual(
      data.changes.map(({ id, risk }: { id: string; risk: string }) => [risk, id]),
      [
        ["restart", id],
        ["rest", "imprun-system/ConfigMap/imprun-redis"],
      ],
    );
    assert.equal((await api.read(redis)).metadata?.resourceVersion, before.metadata?.resourceVersion);
  });

  it("tell a hand on a Deployment from a restart, and name who it was; secrets stay masked", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "imprun-jwt", namespace: "imprun-system" } };
    const { data: values = {} } = (await api.read(secret)) as KubernetesObject & { data?: Record<string, string> };
    const canary = Buffer.from(values.JWT_SECRET ?? "", "base64").toString();
    assert.ok(canary.length > 20);
    const containers = [{ name: "redis", image: `registry.example/redis:9`, env: [{ name: "LEAKED", value: canary }] }];
    await change("kubectl-edit", { spec: { template: { spec: { containers } } } });
    const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" };
    await change("kubectl-rollout", { spec: { template: { metadata: { annotations } } } });
    const { code, data } = await json("drift");
    assert.equal(code, 2);
    const found = (list: readonly { object: string; finding: string; by: string }[]) =>
      list.map(({ object, finding, by }) => [object, finding, by.split(",")[0]]);
    assert.deepEqual(found(data.live.findings), [
      [id, "differs", "kubectl edit"],
      [id, "added by hand", "kubectl edit"],
    ]);
    assert.deepEqual(found(data.live.told), [[id, "restarted by hand", "kubectl rollout restart"]]);
    const { stdout, stderr } = await checkout.run("diff", "--live", "--stack", "dev");
    assert.match(stdout, /-\s+image: registry\.example\/redis:9/);
    const drift = await checkout.run("drift", "--stack", "dev");
    for (const text of [stdout, stderr, drift.stdout, drift.stderr]) assert.equal(text.includes(canary), false);
    assert.match(stdout, /LEAKED\n\s+value: "?\[secret\]/);
  });

  it("miss what somebody has deleted", async () => {
    await api.delete({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "imprun-redis", namespace: "imprun-system" },
    });
    const { code, data } = await json("drift");
    assert.equal(code, 2);
    assert.ok(
      data.live.findings.some(
        ({ object, finding }: { object: string; finding: string }) =>
          object === "imprun-system/Service/imprun-redis" && finding === "gone",
      ),
    );
  });

  it("are not taken away by an up before somebody has agreed to it by name", async () => {
    const without = ["up", "--stack", "dev", "--yes", "--set", "apps.imprun.values.redis.enabled=false"];
    const refused = await checkout.run(...without);
    assert.equal(refused.code, 2, refused.stderr);
    assert.match(refused.stdout, /Nothing was changed: 1 object would be deleted or replaced/);
    assert.match(refused.stdout, new RegExp(`--acknowledge ${id}`));
    assert.equal((await api.read(redis)).metadata?.name, "imprun-redis");
    const agreed = await checkout.run(...without, "--acknowledge", id);
    assert.equal(agreed.code, 0, agreed.stderr + agreed.stdout);
    await assert.rejects(() => api.read(redis));
  });

  it("cannot be told of a cluster that does not answer: it is named, and nothing is written", async () => {
    await checkout.run("sandbox", "down", "--name", "dev");
    for (const args of [["diff", "--live"], ["render", "--live", "--out", "out"], ["drift"]]) {
      const { code, stdout, stderr } = await checkout.run(...args, "--stack", "dev");
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, /cluster sandbox-dev: /);
    }
  });
});
