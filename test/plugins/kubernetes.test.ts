import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import fc from "fast-check";
import { compare, pathText } from "../../sandbox/plugins/kubernetes/changes.ts";
import { readKubeconfig } from "../../sandbox/plugins/kubernetes/kubeconfig.ts";
import { handOver } from "../../sandbox/plugins/kubernetes/object/managed-fields.ts";
import { normalize } from "../../sandbox/plugins/kubernetes/object/normalize.ts";
import { canonicalQuantity } from "../../sandbox/plugins/kubernetes/object/quantity.ts";
import { checkpoint, markSecrets, parseCheckpoint, prune } from "../../sandbox/plugins/kubernetes/object/state.ts";
import { installFlags, upgradeFlags } from "../../sandbox/plugins/kubernetes/release/flags.ts";
import { type PropertyMap, Secret } from "../../sandbox/plugins/protocol/property.ts";

const leash = path.resolve(import.meta.dirname, "..", "..", "sandbox", "plugins", "kubernetes", "release", "leash.sh");

describe("the Kubernetes stand-in", () => {
  it("writes paths as the engine reads them", () => {
    assert.equal(pathText(["spec", "ports", 0, "name"]), "spec.ports[0].name");
    assert.equal(pathText(["metadata", "labels", "a.b/c"]), 'metadata.labels["a.b/c"]');
  });

  it("sees a deletion only of what had been asked for", () => {
    const live = { replicas: 1, paused: true, added: "by the server" };
    const changes = compare({ old: live, oldInput: { replicas: 1, paused: true }, new: { replicas: 2 } }, () => false);
    assert.deepEqual([...changes].map(([name, { kind }]) => `${kind} ${name}`).sort(), [
      "delete paused",
      "update replicas",
    ]);
  });

  it("finds no change between an object and itself", () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    fc.assert(
      fc.property(json, (object) => {
        const same = object as PropertyMap;
        assert.equal(compare({ old: same, oldInput: same, new: same }, () => false).size, 0);
        assert.deepEqual(prune(same, same), same);
      }),
    );
  });

  const quantities: [string, string][] = [
    ["0.5", "500m"],
    ["1000m", "1"],
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["1000k", "1M"],
    ["not a quantity", "not a quantity"],
  ];
  for (const [given, written] of quantities) {
    it(`writes the quantity ${given} as ${written}`, () => assert.equal(canonicalQuantity(given), written));
  }

  it("turns a Secret's text into data, over data of the same name", () => {
    const secret = { apiVersion: "v1", kind: "Secret", data: { a: "b2xk" }, stringData: { a: "new" } };
    assert.deepEqual(normalize(secret), { apiVersion: "v1", kind: "Secret", data: { a: "bmV3" } });
  });

  it("keeps the data of Secrets secret, and what was secret in the inputs", () => {
    const live = { kind: "Secret", data: { a: "x" } };
    assert.ok(markSecrets(live, {}).data instanceof Secret);
    const marked = markSecrets({ spec: { a: "x", b: "y" } }, { spec: { a: new Secret("x") } });
    assert.deepEqual(marked, { spec: { a: new Secret("x"), b: "y" } });
  });

  it("reads back the state that it writes", () => {
    const inputs = { kind: "A", spec: { "x-kubernetes-list-type": "map" } };
    const recorded = { inputs, live: { ...inputs, status: { ok: true } }, fieldManager: "me", initialApiVersion: "v1" };
    assert.deepEqual(parseCheckpoint(checkpoint(recorded, {})), recorded);
  });

  it("hands the fields of the creation over to the manager that applies", () => {
    const entry = (manager: string, operation: string, field: string) => ({
      manager,
      operation,
      fieldsV1: { "f:spec": { [field]: {} } },
    });
    const managedFields = [entry("pulumi-kubernetes", "Update", "f:a"), entry("me", "Apply", "f:b")];
    const patch = JSON.stringify(handOver({ metadata: { managedFields } }, "me"));
    assert.match(patch, /"f:spec":\{"f:b":\{\},"f:a":\{\}\}/);
    assert.equal(handOver({ metadata: { managedFields: [entry("other", "Update", "f:a")] } }, "me"), undefined);
  });

  it("passes the webhook switch to installs and the CRD hook switch to upgrades, as the official one does", () => {
    const release = { disableWebhooks: true, skipAwait: true };
    assert.ok(installFlags(release).includes("--no-hooks"));
    assert.ok(!upgradeFlags(release).includes("--no-hooks"));
    assert.ok(upgradeFlags({ disableCRDHooks: true }).includes("--no-hooks"));
    assert.ok(!installFlags(release).includes("--wait"));
  });

  it("does not show what a broken kubeconfig says", () => {
    assert.throws(() => readKubeconfig("key: [c2VjcmV0\n"), { message: /^(?!.*c2VjcmV0)/ });
    assert.throws(() => readKubeconfig("no/such/file"), /"no\/such\/file" is neither a file nor/);
  });

  it("takes its helm processes along when it goes, and only those", async () => {
    const held = spawn("sleep", ["60"]);
    const released = spawn("sleep", ["60"]);
    const guard = spawn("sh", [leash], { stdio: ["pipe", "ignore", "ignore"] });
    guard.stdin?.end(`hold ${held.pid}\nhold ${released.pid}\nrelease ${released.pid}\n`);
    await Promise.all([once(held, "exit"), once(guard, "exit")]);
    assert.equal(held.signalCode, "SIGKILL");
    assert.equal(released.exitCode, null);
    released.kill();
  });
});
