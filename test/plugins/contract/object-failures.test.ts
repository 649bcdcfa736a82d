import assert from "node:assert/strict";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { type Cluster, cluster, freshName } from "../support/cluster.ts";
import { contract } from "../support/contract.ts";
import { Project } from "../support/project.ts";

type Program = (namespace: string, options: CustomResourceOptions) => void;

function podTemplate(app: string, fail: string | undefined, restartPolicy: "Always" | "Never" = "Always") {
  const annotations: Record<string, string> = fail === undefined ? {} : { "sandbox.platform/fail": fail };
  const spec = { restartPolicy, containers: [{ name: "main", image: "example.invalid/a" }] };
  return { metadata: { labels: { app }, annotations }, spec };
}

function deployment(name: string, namespace: string, options: CustomResourceOptions, fail?: string) {
  const spec = { selector: { matchLabels: { app: name } }, template: podTemplate(name, fail) };
  return new Deployment(name, { metadata: { name, namespace }, spec }, options);
}

contract("objects that fail", (plugins) => {
  let target: Cluster;
  let namespace: string;
  let project: Project;
  let program: Program = () => {};

  beforeEach(async () => {
    target = await cluster();
    namespace = freshName();
    project = new Project(plugins, async () => {
      const provider = new Provider("cluster", { kubeconfig: target.kubeconfig, clusterIdentifier: "contract" });
      const place = new Namespace("place", { metadata: { name: namespace } }, { provider });
      program(namespace, { provider, dependsOn: [place] });
    });
  });
  afterEach(async () => {
    await project.destroy();
    project.remove();
  });

  it("existing objects are not taken over", async () => {
    program = () => {};
    await project.up();
    const existing = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "there" }, data: { owner: "other" } };
    await target.server.post(`/api/v1/namespaces/${namespace}/configmaps`, existing, {});
    program = (namespace, options) => {
      new ConfigMap("there", { metadata: { name: "there", namespace }, data: { owner: "program" } }, options);
    };
    const { error } = await project.up();
    assert.match(error ?? "", /already exists/);
    assert.ok(!project.state().includes("ConfigMap::there"));
  });

  it("a rollout that does not finish names the object, and the object stays in the state", async () => {
    program = (namespace, options) => {
      deployment("stuck", namespace, { ...options, customTimeouts: { create: "5s" } }, "image-pull");
    };
    const { error } = await project.up();
    assert.match(error ?? "", /stuck/);
    // The official provider tells no more than that replicas are missing.
    if (plugins.name === "stand-in") assert.match(error ?? "", /ErrImagePull|ImagePullBackOff/);
    assert.match(project.state(), /Deployment::stuck/);
    assert.match((await project.preview()).steps.stuck ?? "", /^update/);
    program = (namespace, options) => {
      deployment("stuck", namespace, options);
    };
    assert.equal((await project.up()).error, undefined);
    assert.deepEqual((await project.preview()).steps, {});
  });

  it("a job that fails is an error at once", async () => {
    program = (namespace, options) => {
      const spec = { backoffLimit: 0, template: podTemplate("job", "job-failed", "Never") };
      new Job("job", { metadata: { name: "job", namespace }, spec }, options);
    };
    const { error } = await project.up();
    assert.match(error ?? "", /job/);
    assert.match(project.state(), /Job::job/);
  });

  it("a service waits for the pods behind it, if there are any, unless told not to", async () => {
    const ports = [{ port: 80 }];
    const skip = { "pulumi.com/skipAwait": "true" };
    const brief = (options: CustomResourceOptions) => ({ ...options, customTimeouts: { create: "4s" } });
    program = (namespace, options) => {
      const metadata = { name: "web", namespace, annotations: skip };
      const spec = { selector: { matchLabels: { app: "web" } }, template: podTemplate("web", "never-ready") };
      new Deployment("web", { metadata, spec }, options);
      new Service("idle", { metadata: { name: "idle", namespace }, spec: { selector: { app: "no" }, ports } }, options);
      const unwatched = { name: "unwatched", namespace, annotations: skip };
      new Service("unwatched", { metadata: unwatched, spec: { selector: { app: "web" }, ports } }, options);
    };
    assert.equal((await project.up()).error, undefined);
    const before = program;
    program = (namespace, options) => {
      before(namespace, options);
      const spec = { selector: { app: "web" }, ports };
      new Service("watched", { metadata: { name: "watched", namespace }, spec }, brief(options));
    };
    assert.match((await project.up()).error ?? "", /watched/);
  });

  it("drift is healed, unless another manager owns the field", async () => {
    program = (namespace, options) => {
      new ConfigMap("free", { metadata: { name: "free", namespace }, data: { a: "1" } }, options);
      deployment("web", namespace, options);
    };
    await project.up();
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
    await target.server.patch(path, "json", [
      { op: "replace", path: "/spec/template/spec/containers/0/image", value: "example.invalid/other" },
    ]);
    await project.refresh();
    const { error } = await project.up();
    assert.match(error ?? "", /conflict/i);
  });
});
