import assert from "node:assert/strict";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { at } from "../../../sandbox/plugins/protocol/property.ts";
import { type Cluster, cluster, freshName, live } from "../support/cluster.ts";
import { contract } from "../support/contract.ts";
import { Project } from "../support/project.ts";

const canary = "canary-4f1e7a";

interface Wish {
  token: string;
  message: string;
  image: string;
  replicas: number;
  labels: Record<string, string>;
}

function pods(app: string, image: string, restartPolicy: "Always" | "Never" = "Always") {
  return { metadata: { labels: { app } }, spec: { restartPolicy, containers: [{ name: "main", image }] } };
}

function program(kubeconfig: string, namespace: string, wish: Wish): void {
  const provider = new Provider("cluster", { kubeconfig, clusterIdentifier: "contract" });
  const place = new Namespace("place", { metadata: { name: namespace, labels: wish.labels } }, { provider });
  const options: CustomResourceOptions = { provider, dependsOn: [place] };
  const at = (name: string) => ({ name, namespace });
  const spec = (app: string) => ({ selector: { matchLabels: { app } }, template: pods(app, wish.image) });
  new Secret("secret", { metadata: at("secret"), stringData: { token: wish.token } }, options);
  new ConfigMap("config", { metadata: at("config"), data: { message: wish.message } }, options);
  new ConfigMap("unnamed", { metadata: { namespace }, data: { a: "b" } }, options);
  new Deployment("web", { metadata: at("web"), spec: { replicas: wish.replicas, ...spec("web") } }, options);
  new StatefulSet("store", { metadata: at("store"), spec: { serviceName: "store", ...spec("store") } }, options);
  new Service(
    "store-service",
    { metadata: at("store"), spec: { clusterIP: "None", selector: { app: "store" }, ports: [{ port: 80 }] } },
    options,
  );
  new Job("job", { metadata: at("job"), spec: { template: pods("job", wish.image, "Never") } }, options);
}

contract("objects", (plugins) => {
  const namespace = freshName();
  const wish: Wish = { token: canary, message: "one", image: "example.invalid/a", replicas: 1, labels: {} };
  let target: Cluster;
  let project: Project;
  const everything = ["cluster", "config", "job", "place", "secret", "store", "store-service", "unnamed", "web"];

  before(async () => {
    target = await cluster();
    project = new Project(plugins, async () => program(target.kubeconfig, namespace, wish));
  });
  after(() => project?.remove());

  const find = (path: string) => live(target, path.replace("NS", namespace));

  it("are planned before the namespace exists", async () => {
    const { steps, error } = await project.preview();
    assert.equal(error, undefined);
    assert.deepEqual(Object.keys(steps).sort(), everything);
  });

  it("are created and waited for", async () => {
    assert.equal((await project.up()).error, undefined);
    const web = await find("/apis/apps/v1/namespaces/NS/deployments/web");
    assert.equal(at(web, "status", "readyReplicas"), 1);
    const job = await find("/apis/batch/v1/namespaces/NS/jobs/job");
    assert.equal(at(job, "status", "succeeded"), 1);
    const names = at(await find("/api/v1/namespaces/NS/configmaps"), "items");
    assert.match(JSON.stringify(names), /"unnamed-[0-9a-f]{8}"/);
  });

  it("have their secrets encrypted in the state", async () => {
    assert.ok(!project.state().includes(canary));
    assert.ok(!project.state().includes(Buffer.from(canary).toString("base64")));
  });

  it("stay when nothing changes", async () => {
    assert.deepEqual((await project.preview()).steps, {});
    assert.deepEqual((await project.refresh()).steps, {});
    assert.deepEqual((await project.preview()).steps, {});
  });

  it("are updated in place where that is possible, and replaced where it is not", async () => {
    wish.labels = { "example.com/tier": "one" };
    wish.message = "two";
    wish.image = "example.invalid/b";
    wish.token = `${canary}-2`;
    const planned = (await project.preview()).steps;
    const { error, steps } = await project.up();
    assert.equal(error, undefined);
    assert.deepEqual(steps, planned);
    assert.deepEqual(steps, {
      config: "replace: data",
      job: "replace: spec",
      place: "update: metadata",
      secret: "replace: data",
      store: "update: spec",
      web: "update: spec",
    });
    const config = await find("/api/v1/namespaces/NS/configmaps/config");
    assert.equal(at(config, "data", "message"), "two");
    const web = await find("/apis/apps/v1/namespaces/NS/deployments/web");
    assert.equal(at(web, "status", "updatedReplicas"), 1);
  });

  it("lose what the program no longer says", async () => {
    wish.labels = {};
    assert.equal((await project.up()).error, undefined);
    assert.equal(at(await find("/api/v1/namespaces/NS"), "metadata", "labels", "example.com/tier"), undefined);
  });

  it("come back after a deletion behind the program's back", async () => {
    await target.server.delete(`/api/v1/namespaces/${namespace}/configmaps/config`, {});
    assert.equal((await project.preview()).steps.config, undefined);
    assert.equal((await project.refresh()).error, undefined);
    assert.deepEqual((await project.up()).steps, { config: "create" });
  });

  it("show drift of a managed field, and no drift of others", async () => {
    const patch = [
      { op: "replace", path: "/spec/replicas", value: 2 },
      { op: "add", path: "/metadata/annotations/contract", value: "foreign" },
    ];
    await target.server.patch(`/apis/apps/v1/namespaces/${namespace}/deployments/web`, "json", patch);
    assert.deepEqual(Object.keys((await project.previewRefresh()).steps), ["web"]);
    assert.equal((await project.refresh()).error, undefined);
    const { steps, error } = await project.preview();
    assert.deepEqual(steps, { web: "update: spec" });
    assert.match(error ?? "", /conflict/, "the foreign manager owns the field now");
  });

  it("are deleted", async () => {
    assert.equal((await project.destroy()).error, undefined);
    await assert.rejects(find("/api/v1/namespaces/NS"), { status: 404 });
  });
});
