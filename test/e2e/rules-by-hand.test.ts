import { equal, match, rejects } from "node:assert/strict";
import { AppsV1Api } from "@kubernetes/client-node";
import { mapAt } from "../../src/core/fields.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { ask } from "./support/admission.ts";
import { objectOf, RuleCluster } from "./support/rule-cluster.ts";

/** An object that says a controller owns it. */
function owned(object: JsonObject): JsonObject {
  const uid = "00000000-0000-4000-8000-000000000000";
  const ownerReferences = [{ apiVersion: "apps/v1", kind: "Deployment", name: "web", uid, controller: true }];
  return { ...object, metadata: { ...mapAt(object, "metadata"), ownerReferences } };
}

describe("the cluster's rules, for what is done by hand,", function () {
  this.timeout(300_000);
  const cluster = new RuleCluster();

  before(() => cluster.start());

  after(() => cluster.remove());

  it("refuses where the environment says deny, and says which rule, where, and how to mend it", async () => {
    await cluster.enforce("deny");
    const [bad, good] = [objectOf("probes/bad-none"), objectOf("probes/good")];
    const refused = await ask(cluster.config, bad);
    equal(refused.status, 422, refused.message);
    match(refused.message, /probes: container 'web' lacks one of its probes.*Add the missing readinessProbe/);
    equal((await ask(cluster.config, good)).status, 201);
  });

  it("lets an exception through, and only it", async () => {
    const object = "fixtures/Deployment/probes-bad-none";
    const exception = { rule: "probes", object, reason: "it has always been so", expires: "2026-06-30" };
    await cluster.enforce("deny", [exception]);
    equal((await ask(cluster.config, objectOf("probes/bad-none"))).status, 201);
    equal((await ask(cluster.config, objectOf("probes/bad-one"))).status, 422);
  });

  it("lets what was there before be scaled, labelled and deleted", async () => {
    const { metadata, ...rest } = objectOf("probes/bad-none");
    const before = { ...rest, metadata: { ...(metadata as object), name: "before", namespace: "fixtures" } };
    await cluster.release();
    await cluster.api.create(before as never);
    await cluster.enforce("deny");
    const labels = { "app.kubernetes.io/part-of": "somebody" };
    const labelled = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "before", namespace: "fixtures", labels },
    };
    await cluster.change(labelled);
    const apps = cluster.config.makeApiClient(AppsV1Api);
    const scale = await apps.readNamespacedDeploymentScale(labelled.metadata);
    await apps.replaceNamespacedDeploymentScale({ ...labelled.metadata, body: { ...scale, spec: { replicas: 3 } } });
    await cluster.api.delete(labelled);
  });

  it("lets nobody take from data what keeps it, though its spec stays as it is", async () => {
    await cluster.enforce("deny");
    const kept = objectOf("deletion-protection/good");
    await cluster.api.create(kept as never);
    const patch = (annotations: JsonObject) =>
      cluster.change({ ...kept, metadata: { ...mapAt(kept, "metadata"), annotations } });
    await patch({ note: "anybody's" });
    await rejects(patch({ "helm.sh/resource-policy": null }), /deletion-protection: is deleted with its release/);
    await cluster.api.delete(kept as never);
  });

  it("judges what names a controller as its owner, which anybody may write", async () => {
    await cluster.enforce("deny");
    for (const name of ["image-registry/bad-ReplicaSet", "image-registry/bad-Pod"]) {
      const { status, message } = await ask(cluster.config, owned(objectOf(name)));
      equal(status, 422, message);
      match(message, /image-registry: container 'web' comes from a registry that is not known/);
    }
  });

  for (const [account, asOwner, alone] of [
    ["kube-system:replicaset-controller", 201, 201],
    ["cert-manager:cert-manager", 201, 422],
    ["kube-system:traefik", 422, 422],
    ["fixtures:replicaset-controller", 422, 422],
  ] as const) {
    it(`${asOwner === 201 ? "lets through" : "judges"} what ${account} makes and owns, and ${alone === 201 ? "also" : "not"} what it makes besides`, async () => {
      await cluster.enforce("deny");
      const [object, user] = [objectOf("image-registry/bad-ReplicaSet"), `system:serviceaccount:${account}`];
      equal((await ask(cluster.config, owned(object), user)).status, asOwner);
      equal((await ask(cluster.config, object, user)).status, alone);
    });
  }

  it("takes a ConfigMap of any size, and knows a big one by the names of its keys", async () => {
    await cluster.enforce("deny");
    const map = (key: string, length: number, field = "data") => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "big", namespace: "fixtures" },
      // Good base64 as well.
      [field]: { [key]: "moon".repeat(length / 4) },
    });
    for (const [object, status] of [
      [map("story", 100_000), 201],
      [map("story", 900_000), 201],
      [map("story", 900_000, "binaryData"), 201],
      [map("session-key", 900_000), 422],
    ] as const) {
      const answer = await ask(cluster.config, object);
      equal(answer.status, status, answer.message);
    }
  });

  it("judges a container that is added to a pod while it runs", async () => {
    await cluster.enforce("deny");
    for (const name of ["image-registry/bad", "host-access/bad-privileged", "pod-security/bad-user"]) {
      const bad = await cluster.add(objectOf(`${name}-added`));
      equal(bad.status, 422, name);
    }
    const good = await cluster.add(objectOf("image-registry/good-added"));
    equal(good.status, 200, good.message);
  });
});
