import assert from "node:assert/strict";
import { Checkout } from "./support/checkout.ts";

/** The dev stack as one that measures; its charts are not needed to tell where the record belongs. */
const measured = ["--stack", "dev", "--set", "components={prometheus-operator-crds: {}, kube-prometheus-stack: {}}"];
const place = { name: "drift-dev", namespace: "observability" };

describe("the record of a look for drift", function () {
  this.timeout(180_000);
  let checkout: Checkout;
  const record = (...args: readonly string[]) => checkout.run("record-drift", ...args);
  const read = async () => (await checkout.cluster()).read({ apiVersion: "v1", kind: "ConfigMap", metadata: place });

  before(async () => {
    checkout = new Checkout();
    const { code, stderr } = await checkout.run("sandbox", "up");
    assert.equal(code, 0, stderr);
  });

  after(() => checkout.remove());

  it("is refused by a cluster without its namespace, in the cluster's own words", async () => {
    const { code, stderr } = await record(...measured, "--exit-code", "2", "--yes");
    assert.equal(code, 1);
    assert.match(stderr, /ConfigMap observability\/drift-dev: namespaces "observability" not found/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });

  it("is written when it was asked for, and younger every time", async () => {
    const cluster = await checkout.cluster();
    await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: place.namespace } });
    const uids = new Set<string | undefined>();
    for (const [exitCode, finding] of [
      ["2", "findings"],
      ["0", "fine"],
      ["0", "fine"],
      ["1", "failed"],
      ["137", "failed"],
    ] as const) {
      const { code, stdout, stderr } = await record(...measured, "--exit-code", exitCode, "--yes");
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`Recorded '${finding}' in ConfigMap observability/drift-dev`));
      const { metadata } = await read();
      assert.deepEqual([metadata?.labels?.drift, metadata?.labels?.stack], [finding, "dev"]);
      uids.add(metadata?.uid);
    }
    assert.equal(uids.size, 5);
  });

  it("is not written without a yes, or without the outcome", async () => {
    const before = (await read()).metadata?.uid;
    const unasked = await record(...measured, "--exit-code", "0");
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /--yes/);
    const unknown = await record(...measured, "--yes");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /--exit-code: is required/);
    assert.match((await record(...measured, "--yes", "--exit-code", "two")).stderr, /'two' is no exit code/);
    assert.equal((await read()).metadata?.uid, before);
  });

  it("is not written where nobody measures", async () => {
    const { code, stdout } = await record("--stack", "dev", "--exit-code", "2", "--yes");
    assert.equal(code, 0);
    assert.match(stdout, /Nobody measures in this environment/);
  });
});
