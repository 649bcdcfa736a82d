import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { writeChart } from "../support/chart.ts";
import { cluster, freshName } from "../support/cluster.ts";
import { contract } from "../support/contract.ts";
import { Project } from "../support/project.ts";
import { releaseProgram } from "../support/release.ts";

contract("configuration of the cluster", (plugins) => {
  let project: Project;
  let kubeconfig: string;
  const namespace = freshName();

  /** A copy of the kubeconfig with another server, in the project's directory. */
  function copyWith(name: string, change: (server: string) => string): string {
    const file = path.join(project.directory, name);
    const text = readFileSync(kubeconfig, "utf8").replace(/(server: )"?(https:[^"\s]+)"?/, (_, key, server) => {
      return `${key}${change(server)}`;
    });
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  beforeEach(async () => {
    kubeconfig = (await cluster()).kubeconfig;
    project = new Project(plugins, async () => {});
  });
  afterEach(() => project.remove());

  function program(file: string, clusterIdentifier?: string) {
    return async () => {
      const identifier = clusterIdentifier === undefined ? {} : { clusterIdentifier };
      const provider = new Provider("cluster", { kubeconfig: file, ...identifier });
      const place = new Namespace("place", { metadata: { name: namespace } }, { provider });
      const metadata = { name: "config", namespace: place.metadata.name };
      new ConfigMap("config", { metadata, data: { a: "b" } }, { provider });
    };
  }

  it("another kubeconfig replaces everything, unless the cluster identifier stays", async () => {
    const other = copyWith("other", (server) => `${server}/`);
    project.program = program(kubeconfig);
    assert.equal((await project.up()).error, undefined);
    project.program = program(other);
    const replaced = (await project.preview()).steps;
    assert.match(replaced.cluster ?? "", /^replace/);
    assert.match(replaced.place ?? "", /^replace/);
    project.program = program(kubeconfig, "same");
    assert.match((await project.up()).steps.cluster ?? "", /^update/);
    project.program = program(other, "same");
    const { steps, error } = await project.up();
    assert.equal(error, undefined);
    assert.deepEqual(Object.keys(steps), ["cluster"]);
    assert.match(steps.cluster ?? "", /^update/);
    project.program = program(other, "different");
    assert.match((await project.preview()).steps.cluster ?? "", /^replace/);
    project.program = program(other, "same");
    assert.equal((await project.destroy()).error, undefined);
  });

  it("an unreachable cluster can be previewed, and nothing else", async () => {
    const dead = copyWith("dead", () => "https://127.0.0.1:9");
    const chart = writeChart(project.directory);
    const values = { message: "one" };
    const wish = { kubeconfig: dead, namespace, chart, name: "small", values, timeout: 5, wanted: true };
    project.program = releaseProgram(wish);
    const planned = await project.preview();
    assert.equal(planned.error, undefined);
    assert.deepEqual(planned.steps, { cluster: "create", place: "create", release: "create" });
    assert.match((await project.up()).error ?? "", /unreachable/);
  });

  it("an unreachable cluster loses nothing from the state", async () => {
    const file = copyWith("config", (server) => server);
    project.program = program(file, "same");
    assert.equal((await project.up()).error, undefined);
    const alive = readFileSync(file);
    copyWith("config", () => "https://127.0.0.1:9");
    assert.match((await project.refresh()).error ?? "", /unreachable/);
    assert.match((await project.destroy()).error ?? "", /unreachable/);
    assert.match(project.state(), /ConfigMap::config/);
    writeFileSync(file, alive);
    assert.deepEqual((await project.preview()).steps, {});
    assert.equal((await project.destroy()).error, undefined);
  });
});
