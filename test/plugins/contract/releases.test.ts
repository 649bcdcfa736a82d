import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { writeChart } from "../support/chart.ts";
import { type Cluster, cluster, freshName } from "../support/cluster.ts";
import { contract } from "../support/contract.ts";
import { Project } from "../support/project.ts";
import { type ReleaseWish, releaseProgram } from "../support/release.ts";
import { serveChart } from "../support/repository.ts";

interface Status {
  status: { status: string; revision: number; chart: string; version: string };
}

contract("releases", (plugins) => {
  let target: Cluster;
  let project: Project;
  let wish: ReleaseWish;

  const recorded = () => target.releaseStatus(wish.namespace, wish.name);
  const behindOurBack = (...words: string[]) => target.helm(...words, "--namespace", wish.namespace);

  beforeEach(async () => {
    target = await cluster();
    const namespace = freshName();
    project = new Project(plugins, async () => releaseProgram(wish)());
    const chart = writeChart(project.directory);
    const values = { message: "one" };
    wish = { kubeconfig: target.kubeconfig, namespace, chart, name: "small", values, timeout: 60, wanted: true };
    assert.equal((await project.up()).error, undefined);
  });
  afterEach(async () => {
    await project.refresh();
    await project.destroy();
    project.remove();
  });

  it("are installed, stay, are upgraded and go", async () => {
    const { status, names } = (await project.outputs()) as unknown as Status & { names: unknown };
    assert.deepEqual([status.status, status.revision, status.chart, status.version], ["deployed", 1, "small", "0.1.0"]);
    assert.deepEqual(names, { "ConfigMap/v1": ["small-message"], "Deployment.apps/apps/v1": ["small"] });
    assert.deepEqual((await project.preview()).steps, {});
    assert.deepEqual((await project.refresh()).steps, {});
    wish.values = { message: "two" };
    assert.deepEqual((await project.preview()).steps, { release: "update: values" });
    assert.deepEqual((await project.up()).steps, { release: "update: values" });
    const after = (await project.outputs()) as unknown as Status;
    assert.equal(after.status.revision, 2);
    assert.equal((await project.destroy()).error, undefined);
    assert.equal(await recorded(), undefined);
  });

  it("do not notice an edited chart of the same version, but a new version", async () => {
    const file = path.join(wish.chart, "values.yaml");
    writeFileSync(file, "message: edited\nstuck: false\n");
    assert.deepEqual((await project.preview()).steps, {});
    writeChart(project.directory, "0.2.0");
    assert.deepEqual((await project.preview()).steps, { release: "update: version" });
  });

  it("come from a repository too, in the version asked for or the newest", async () => {
    writeChart(project.directory, "0.3.0");
    const repository = await serveChart(wish.chart, project.directory);
    try {
      wish = { ...wish, chart: "small", repository: repository.url, version: "0.3.0" };
      assert.equal((await project.up()).error, undefined);
      assert.equal(((await project.outputs()) as unknown as Status).status.version, "0.3.0");
      delete wish.version;
      assert.deepEqual((await project.preview()).steps, {});
      wish.version = "9.9.9";
      assert.match((await project.preview()).error ?? "", /9\.9\.9/);
    } finally {
      repository.close();
    }
  });

  it("are replaced under another name", async () => {
    wish.name = "other";
    const { steps, error } = await project.up();
    assert.equal(error, undefined);
    assert.deepEqual(steps, { release: "replace: name" });
    assert.equal(await target.releaseStatus(wish.namespace, "small"), undefined);
  });

  it("fail on a name that is in use, and leave it alone", async () => {
    const other = new Project(plugins, releaseProgram({ ...wish, wanted: true }));
    await behindOurBack("upgrade", wish.name, wish.chart, "--set", "message=theirs");
    wish.wanted = false;
    const state = await (await project.stack()).exportStack();
    state.deployment.resources = state.deployment.resources.filter(
      (r: { urn: string }) => !r.urn.endsWith("::release"),
    );
    await (await project.stack()).importStack(state);
    wish.wanted = true;
    const { error } = await project.up();
    assert.match(error ?? "", /cannot re-use a name that is still in use/);
    assert.ok(!project.state().includes("Release::release"));
    await behindOurBack("uninstall", wish.name);
    other.remove();
  });

  it("fail without a chart", async () => {
    wish.chart = "./missing";
    const { error } = await project.preview();
    assert.match(error ?? "", /missing/);
  });

  it("show a failed upgrade in the next preview, and look healthy after a refresh", async () => {
    wish.values = { message: "two", stuck: true };
    wish.timeout = 5;
    const { error } = await project.up();
    assert.match(error ?? "", /failed to initialize completely/);
    assert.match(error ?? "", /context deadline exceeded|timed out/);
    assert.equal(await recorded(), "failed");
    assert.match((await project.preview()).steps.release ?? "", /^update/);
    await project.refresh();
    assert.deepEqual((await project.preview()).steps, {}, "official behaviour, seen: a refresh hides the failure");
    await project.up();
    const { status } = (await project.outputs()) as unknown as Status;
    assert.equal(status.status, "failed");
    wish.values = { message: "two", stuck: false };
    wish.timeout = 60;
    assert.equal((await project.up()).error, undefined);
    assert.equal(await recorded(), "deployed");
  });

  it("roll back when atomic, and are tried again", async () => {
    wish.values = { message: "two", stuck: true };
    wish.timeout = 5;
    wish.atomic = true;
    const { error } = await project.up();
    assert.match(error ?? "", /rolled back due to atomic being set/);
    assert.equal(await recorded(), "deployed");
    assert.match((await project.preview()).steps.release ?? "", /^update/);
  });

  it("see values changed behind their back, but not ones that were dropped", async () => {
    await behindOurBack("upgrade", wish.name, wish.chart, "--set", "message=theirs");
    assert.match((await project.previewRefresh()).steps.release ?? "", /values/);
    await behindOurBack("upgrade", wish.name, wish.chart, "--reset-values");
    assert.doesNotMatch((await project.previewRefresh()).steps.release ?? "", /values/);
  });

  it("that were uninstalled behind our back: destroy fails until a refresh", async () => {
    await behindOurBack("uninstall", wish.name);
    assert.deepEqual((await project.preview()).steps, {});
    const { error } = await project.destroy();
    assert.match(error ?? "", /release: not found/);
    assert.equal((await project.refresh()).error, undefined);
    assert.equal((await project.preview()).steps.release, "create");
  });
});
