import assert from "node:assert/strict";
import { ProductStack, productNamespace } from "../support/product-stack.ts";
import { readyPods, Serving } from "../support/serving.ts";

const server = "imprun-imprun-server";
const jobs = ["auth-migrate-identity-db", "auth-migrate-auth-db"];

/** A service whose two databases are brought up to date before each new version. */
function auth(image: string) {
  const database = (name: string) => ({ name, secret: "databases", key: name });
  return {
    auth: {
      chart: "service",
      namespace: "services",
      images: { app: image },
      secrets: {
        databases: {
          keys: { identity_db: { from: "generated" }, auth_db: { from: "generated" } },
          consumers: ["auth"],
        },
      },
      values: { migrations: { enabled: true, databases: [database("identity_db"), database("auth_db")] } },
    },
  };
}

const images = (tag: string, repository = "ghcr.io/imprun/imprun-server") => ({
  apps: { imprun: { images: { "imprun-server": `${repository}:${tag}` } } },
});

describe("the product in staging's shape", function () {
  this.timeout(900_000);
  const stack = new ProductStack();

  before(() => stack.prepare("staging", { apps: auth("ghcr.io/imprun/auth:v1.0.0") }));
  after(() => stack.checkout.remove());

  const serving = (service = server, namespace = productNamespace) => Serving.of(stack.discovery, service, namespace);
  const pods = (service = server, namespace = productNamespace) => readyPods(stack.discovery, service, namespace);

  it("comes up with all its parts, and a second up changes nothing", async () => {
    await stack.up();
    const { items } = await stack.core.listNamespacedPod({ namespace: productNamespace });
    const parts = new Set(items.map(({ metadata }) => metadata?.labels?.["app.kubernetes.io/name"]));
    assert.deepEqual([...parts].sort(), [
      "imp-runtime-exporter",
      "imprun-console",
      "imprun-server",
      "mongodb",
      "redis",
    ]);
    const [pod] = items.filter(({ metadata }) => metadata?.labels?.["app.kubernetes.io/name"] === "imprun-server");
    const waits = pod?.spec?.initContainers?.flatMap(({ command = [], args = [], env = [] }) => [
      ...command,
      ...args,
      ...env.map(({ value }) => value),
    ]);
    for (const database of ["imprun-mongodb", "imprun-redis"]) assert.match(String(waits), new RegExp(database));
    for (const part of ["imprun-server", "imprun-console"])
      await stack.core.readNamespacedSecret({ name: `imprun-${part}-tls`, namespace: productNamespace });
    assert.deepEqual(await stack.up(), []);
  });

  it("goes on to a good version without a moment of silence", async () => {
    const before = await pods();
    const watch = serving();
    stack.change(images("rc-2"));
    assert.deepEqual(await stack.up(), ["imprun"]);
    await watch.neverSilent();
    assert.equal(await stack.image(server), "ghcr.io/imprun/imprun-server:rc-2");
    const now = await pods();
    assert.ok(now.length > 0 && now.every((uid) => !before.includes(uid)));
  });

  it("takes a version back that never becomes ready; the pods before it answer all the while", async () => {
    const before = await pods();
    const watch = serving();
    stack.change(images("rc-3", "ghcr.io/imprun/broken-never-ready"));
    // The only one that waits for its limit; good ones may take as long as they need.
    const limit = ["--set", "apps.imprun.release.timeoutSeconds=40"];
    const { code, stdout, stderr } = await stack.run("up", "--yes", ...limit);
    await watch.always(before);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /imprun +imprun-system +rolled back/);
    assert.equal(await stack.image(server), "ghcr.io/imprun/imprun-server:rc-2");
    assert.deepEqual(await pods(), before);
    const status = await stack.run("status");
    assert.equal(status.code, 0, status.stdout);
  });

  it("goes on after that with a good one", async () => {
    stack.change(images("rc-4"));
    assert.deepEqual(await stack.up(), ["imprun"]);
    assert.equal(await stack.image(server), "ghcr.io/imprun/imprun-server:rc-4");
  });

  it("runs a service's migrations one after the other, before it", async () => {
    const done = await Promise.all(jobs.map((name) => stack.batch.readNamespacedJob({ name, namespace: "services" })));
    const [first, second] = done;
    assert.ok((first?.status?.completionTime?.getTime() ?? 0) <= (second?.metadata?.creationTimestamp?.getTime() ?? 0));
    const { metadata } = await stack.apps.readNamespacedDeployment({ name: "auth", namespace: "services" });
    assert.ok((second?.status?.completionTime?.getTime() ?? 0) <= (metadata?.creationTimestamp?.getTime() ?? 0));
  });

  it("stops a service whose migration fails: the version before answers, and the Job stays with its log", async () => {
    const before = await pods("auth", "services");
    const watch = serving("auth", "services");
    stack.change({ apps: auth("ghcr.io/imprun/broken-job:v1.1.0") });
    const { code, stdout, stderr } = await stack.run("up", "--yes");
    await watch.always(before);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /Job\/auth-migrate-identity-db: failed/);
    assert.match(stdout, /last lines of auth-migrate-identity-db-\w+\/goose-app:/);
    assert.match(stdout, /Job auth-migrate-identity-db stays until the next try, with its whole log: kubectl/);
    assert.equal(await stack.image("auth", "services"), "ghcr.io/imprun/auth:v1.0.0");
    assert.deepEqual(await pods("auth", "services"), before);
    const { items } = await stack.batch.listNamespacedJob({ namespace: "services" });
    const failed = items.filter(({ status }) => status?.conditions?.some(({ type }) => type === "Failed"));
    assert.deepEqual(
      failed.map(({ metadata }) => metadata?.name),
      [jobs[0]],
    );
    assert.equal(failed[0]?.spec?.ttlSecondsAfterFinished, undefined);
    const second = items.find(({ metadata }) => metadata?.name === jobs[1]);
    assert.notEqual(second?.spec?.template.spec?.containers[0]?.image, "ghcr.io/imprun/broken-job:v1.1.0");
  });

  it("goes on with a good image", async () => {
    stack.change({ apps: auth("ghcr.io/imprun/auth:v1.1.0") });
    assert.deepEqual(await stack.up(), ["auth"]);
    assert.equal(await stack.image("auth", "services"), "ghcr.io/imprun/auth:v1.1.0");
    const done = await stack.batch.readNamespacedJob({ name: jobs[0] ?? "", namespace: "services" });
    assert.equal(done.status?.succeeded, 1);
    assert.equal(done.spec?.ttlSecondsAfterFinished, 300);
  });
});
