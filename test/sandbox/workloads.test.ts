import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { AdmissionregistrationV1Api } from "@kubernetes/client-node";
import { type Cluster, connect, container, namespace, SECONDS } from "./cluster.ts";
import { eventually, succeed, testSandbox } from "./command.ts";

describe("workloads of a sandbox", function () {
  this.timeout(180_000);
  const sandbox = testSandbox();
  let cluster: Cluster;

  before(async () => {
    const { kubeconfig } = await succeed<{ kubeconfig: string }>(["up", ...sandbox.at]);
    cluster = connect(kubeconfig);
  });
  after(() => sandbox.remove());

  it("a Deployment becomes available, with addresses, and its init containers have completed", async () => {
    const labels = { app: "web" };
    const spec = { initContainers: [container("migrate:1", "migrate")], containers: [container("web:1")] };
    await cluster.apps.createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name: "web" },
        spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      },
    });
    await eventually("two replicas available", SECONDS, async () => {
      const { status } = await cluster.apps.readNamespacedDeployment({ name: "web", namespace });
      return status?.availableReplicas === 2 ? status : undefined;
    });
    const { items } = await cluster.core.listNamespacedPod({ namespace, labelSelector: "app=web" });
    assert.equal(new Set(items.map(({ status }) => status?.podIP)).size, 2);
    for (const { status } of items) {
      assert.match(status?.podIP ?? "", /^10\.42\./);
      assert.equal(status?.containerStatuses?.[0]?.started, true);
      assert.equal(status?.initContainerStatuses?.[0]?.state?.terminated?.reason, "Completed");
    }
  });

  it("a Job completes", async () => {
    await cluster.job("good", "migrate:1");
    await cluster.jobThat("good", "Complete");
  });

  it("a pod that ends by itself, as a chart's test hook does, succeeds", async () => {
    await cluster.pod("hook", { restartPolicy: "Never", containers: [container("hook:1")] });
    await cluster.podThat("hook", "succeeds", ({ status }) => status?.phase === "Succeeded");
  });

  it("a StatefulSet with claims gets its volumes and is ready; deleted claims take their volumes along", async () => {
    const labels = { app: "data" };
    await cluster.apps.createNamespacedStatefulSet({
      namespace,
      body: {
        metadata: { name: "data" },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ ...container("db:1"), volumeMounts: [{ name: "data", mountPath: "/data" }] }] },
          },
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "3Gi" } } },
            },
          ],
        },
      },
    });
    await eventually("two replicas ready", SECONDS, async () => {
      const { status } = await cluster.apps.readNamespacedStatefulSet({ name: "data", namespace });
      return status?.readyReplicas === 2 ? status : undefined;
    });
    const volumes = await cluster.core.listPersistentVolume();
    assert.deepEqual(
      volumes.items.map(({ spec, status }) => [spec?.capacity?.storage, spec?.storageClassName, status?.phase]),
      [
        ["3Gi", "local-path", "Bound"],
        ["3Gi", "local-path", "Bound"],
      ],
    );
    await cluster.apps.deleteNamespacedStatefulSet({ name: "data", namespace });
    await cluster.core.deleteCollectionNamespacedPersistentVolumeClaim({ namespace });
    await eventually("no volumes left", SECONDS, async () =>
      (await cluster.core.listPersistentVolume()).items.length === 0 ? true : undefined,
    );
  });

  it("a Service of type LoadBalancer gets an address, once no other one has its port", async () => {
    const spec = { type: "LoadBalancer", ports: [{ port: 8080 }], selector: { app: "web" } };
    const addressOf = async (name: string) =>
      (await cluster.core.readNamespacedService({ name, namespace })).status?.loadBalancer?.ingress?.[0]?.ip;
    for (const name of ["first", "second"]) {
      await cluster.core.createNamespacedService({ namespace, body: { metadata: { name }, spec } });
      if (name === "first")
        assert.equal(await eventually("an address", SECONDS, () => addressOf("first")), "127.0.0.1");
    }
    await sleep(2_000);
    assert.equal(await addressOf("second"), undefined);
    await cluster.core.deleteNamespacedService({ name: "first", namespace });
    assert.equal(await eventually("its address", SECONDS, () => addressOf("second")), "127.0.0.1");
  });

  it("an admission policy of the cluster refuses what it forbids", async () => {
    const policies = cluster.config.makeApiClient(AdmissionregistrationV1Api);
    const metadata = { name: "no-denied" };
    const match = {
      resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
    };
    const validations = [{ expression: "object.metadata.name != 'denied'", message: "denied by policy" }];
    await policies.createValidatingAdmissionPolicy({
      body: { metadata, spec: { matchConstraints: match, validations } },
    });
    await policies.createValidatingAdmissionPolicyBinding({
      body: { metadata, spec: { policyName: "no-denied", validationActions: ["Deny"] } },
    });
    await eventually("the policy refuses", SECONDS, async () => {
      const body = { metadata: { name: "denied" } };
      const answer = await cluster.core.createNamespacedConfigMap({ namespace, body, dryRun: "All" }).then(
        () => "",
        (error: Error) => error.message,
      );
      return answer.includes("denied by policy") ? true : undefined;
    });
  });

  it("webhooks, which no simulated pod would answer, do not stand in the way", async () => {
    const webhooks = cluster.config.makeApiClient(AdmissionregistrationV1Api);
    const rules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["*"] }];
    const clientConfig = { service: { name: "nobody", namespace } };
    const webhook = {
      name: "nobody.sandbox.platform",
      clientConfig,
      rules,
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
    };
    const body = { metadata: { name: "nobody" }, webhooks: [{ ...webhook, failurePolicy: "Fail" }] };
    await webhooks.createValidatingWebhookConfiguration({ body });
    await sleep(1_500);
    await cluster.core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "allowed" } } });
  });

  it("the log of a simulated container can be read and says what it is", async () => {
    await cluster.pod("talks", { containers: [container("app:1")] });
    await cluster.podThat("talks", "runs", ({ status }) => status?.phase === "Running");
    assert.match(await cluster.core.readNamespacedPodLog({ name: "talks", namespace }), /simulated/);
  });

  it("a deleted pod is gone at once", async () => {
    await cluster.pod("short", { containers: [container("app:1")] });
    await cluster.podThat("short", "runs", ({ status }) => status?.phase === "Running");
    await cluster.core.deleteNamespacedPod({ name: "short", namespace });
    await eventually("the pod is gone", 10, async () => {
      const { items } = await cluster.core.listNamespacedPod({ namespace, fieldSelector: "metadata.name=short" });
      return items.length === 0 ? true : undefined;
    });
  });

  it("nodes and pods stay ready beyond the time a node may be silent", async () => {
    await sleep(60_000);
    const nodes = await cluster.core.listNode();
    assert.deepEqual(
      nodes.items.map(({ status }) => status?.conditions?.find(({ type }) => type === "Ready")?.status),
      ["True", "True", "True"],
    );
    const { status } = await cluster.apps.readNamespacedDeployment({ name: "web", namespace });
    assert.equal(status?.availableReplicas, 2);
  });
});
