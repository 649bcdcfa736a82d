import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, condition, connect, container, namespace, waiting } from "./cluster.ts";
import { succeed, testSandbox } from "./command.ts";

describe("failures a sandbox simulates", function () {
  this.timeout(180_000);
  const sandbox = testSandbox();
  let cluster: Cluster;

  before(async () => {
    const { kubeconfig } = await succeed<{ kubeconfig: string }>(["up", ...sandbox.at]);
    cluster = connect(kubeconfig);
  });
  after(() => sandbox.remove());

  const crashing: [string, string, Record<string, string>][] = [
    ["annotation", "app:1", { "sandbox.platform/fail": "crash-loop" }],
    ["image", "registry.example/broken-crash:1", {}],
  ];
  for (const [how, image, annotations] of crashing) {
    it(`crash-loop by ${how}: waits in CrashLoopBackOff and is restarted again`, async () => {
      const name = `crash-by-${how}`;
      await cluster.pod(name, { containers: [container(image)] }, annotations);
      const first = await cluster.podThat(name, "crashes", (seen) => waiting(seen)?.[0] === "CrashLoopBackOff");
      assert.equal(first.status?.phase, "Running");
      assert.equal(condition(first, "Ready"), "False");
      assert.equal(first.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode, 1);
      const restarts = first.status?.containerStatuses?.[0]?.restartCount ?? 0;
      await cluster.podThat(
        name,
        "restarts",
        ({ status }) => (status?.containerStatuses?.[0]?.restartCount ?? 0) > restarts,
      );
      const events = await cluster.core.listNamespacedEvent({
        namespace,
        fieldSelector: `involvedObject.name=${name}`,
      });
      assert.ok(events.items.some(({ reason, type }) => reason === "BackOff" && type === "Warning"));
    });
  }

  const unpullable: [string, string, Record<string, string>][] = [
    ["annotation", "app:1", { "sandbox.platform/fail": "image-pull" }],
    ["image", "registry.example/app:broken-pull", {}],
  ];
  for (const [how, image, annotations] of unpullable) {
    it(`image-pull by ${how}: waits in ImagePullBackOff and never starts`, async () => {
      const name = `pull-by-${how}`;
      await cluster.pod(name, { containers: [container(image)] }, annotations);
      const seen = await cluster.podThat(
        name,
        "cannot be pulled",
        (known) => waiting(known)?.[0] === "ImagePullBackOff",
      );
      assert.equal(seen.status?.phase, "Pending");
      assert.equal(condition(seen, "Ready"), "False");
      assert.match(seen.status?.containerStatuses?.[0]?.state?.waiting?.message ?? "", /app:/);
      await sleep(2_000);
      assert.equal((await cluster.core.readNamespacedPod({ name, namespace })).status?.phase, "Pending");
    });
  }

  const failing: [string, string, Record<string, string>][] = [
    ["annotation", "migrate:1", { "sandbox.platform/fail": "job-failed" }],
    ["image", "broken-job:1", {}],
    ["crashing-image", "broken-crash:1", {}],
  ];
  for (const [how, image, annotations] of failing) {
    it(`job-failed by ${how}: the Job fails, its pod ended with exit code 1`, async () => {
      const name = `job-by-${how}`;
      await cluster.job(name, image, annotations);
      await cluster.jobThat(name, "Failed");
      const { items } = await cluster.core.listNamespacedPod({ namespace, labelSelector: `job-name=${name}` });
      assert.equal(items[0]?.status?.phase, "Failed");
      assert.equal(items[0]?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode, 1);
    });
  }

  const unready: [string, string, Record<string, string>][] = [
    ["annotation", "app:1", { "sandbox.platform/fail": "never-ready" }],
    ["image", "broken-never-ready:1", {}],
  ];
  for (const [how, image, annotations] of unready) {
    it(`never-ready by ${how}: runs, but is not ready`, async () => {
      const name = `unready-by-${how}`;
      await cluster.pod(name, { containers: [container(image)] }, annotations);
      await cluster.podThat(name, "runs", ({ status }) => status?.phase === "Running");
      await sleep(3_000);
      const seen = await cluster.core.readNamespacedPod({ name, namespace });
      assert.equal(condition(seen, "Ready"), "False");
      assert.equal(seen.status?.containerStatuses?.[0]?.ready, false);
      assert.ok(seen.status?.containerStatuses?.[0]?.state?.running);
    });
  }

  for (const [image, reason] of [
    ["broken-crash:1", "CrashLoopBackOff"],
    ["broken-pull:1", "ImagePullBackOff"],
  ] as const) {
    it(`an init container with the image ${image} keeps the pod from starting: ${reason}`, async () => {
      const name = `init-${reason.toLowerCase()}`;
      const initContainers = [container("fine:1", "first"), container(image, "second"), container("fine:1", "third")];
      await cluster.pod(name, { initContainers, containers: [container("app:1")] });
      const seen = await cluster.podThat(name, "is stuck", (known) => waiting(known)[0] === "PodInitializing");
      const states = seen.status?.initContainerStatuses?.map(
        ({ state }) => state?.waiting?.reason ?? state?.terminated?.reason,
      );
      assert.deepEqual(states, ["Completed", reason, "PodInitializing"]);
      assert.equal(seen.status?.phase, "Pending");
      await sleep(2_000);
      assert.equal((await cluster.core.readNamespacedPod({ name, namespace })).status?.phase, "Pending");
    });
  }

  it("a failing init container of a pod that may not be restarted fails it", async () => {
    const initContainers = [container("broken-crash:1", "migrate")];
    await cluster.pod("init-never", { restartPolicy: "Never", initContainers, containers: [container("app:1")] });
    await cluster.podThat("init-never", "fails", ({ status }) => status?.phase === "Failed");
  });

  it("only the container with the broken image fails", async () => {
    await cluster.pod("mixed", { containers: [container("app:1"), container("broken-crash:1", "sidecar")] });
    const seen = await cluster.podThat(
      "mixed",
      "crashes",
      (known) => waiting(known)?.includes("CrashLoopBackOff") ?? false,
    );
    assert.deepEqual(
      seen.status?.containerStatuses?.map(({ ready }) => ready),
      [true, false],
    );
  });
});
