import assert from "node:assert/strict";
import { connect, namespace } from "./cluster.ts";
import { succeed, testSandbox } from "./command.ts";
import { pids, type Status, type Up } from "./record.ts";

describe("several sandboxes and commands at once", function () {
  this.timeout(180_000);
  const one = testSandbox();
  const other = testSandbox();
  after(async () => {
    await one.remove();
    await other.remove();
  });

  it("two sandboxes come up together and do not know of each other", async () => {
    const [first, second] = await Promise.all([succeed<Up>(["up", ...one.at]), succeed<Up>(["up", ...other.at])]);
    assert.notEqual(first.server, second.server);
    await connect(first.kubeconfig).core.createNamespace({ body: { metadata: { name: "mine" } } });
    const names = (await connect(second.kubeconfig).core.listNamespace()).items.map(({ metadata }) => metadata?.name);
    assert.ok(!names.includes("mine"));
  });

  it("one goes down and the other stays", async () => {
    await succeed(["down", ...one.at]);
    const status = await succeed<Status>(["status", ...other.at]);
    assert.equal(status.healthy, true);
  });

  it("two commands for the same sandbox take turns: one starts it, the other finds it", async () => {
    const both = await Promise.all([succeed<Up>(["up", ...one.at]), succeed<Up>(["up", ...one.at])]);
    assert.deepEqual(both.map(({ started }) => started).sort(), [false, true]);
    assert.equal(Object.keys(await pids(one)).length, 6);
    await connect(both[0].kubeconfig).core.listNamespacedPod({ namespace });
  });
});
