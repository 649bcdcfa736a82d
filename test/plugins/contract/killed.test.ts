import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeChart } from "../support/chart.ts";
import { type Cluster, cluster, freshName } from "../support/cluster.ts";
import { contract } from "../support/contract.ts";
import { interruptEngine, killEngine } from "../support/kill.ts";
import { Project } from "../support/project.ts";
import { type ReleaseWish, releaseProgram } from "../support/release.ts";

const runner = path.resolve(import.meta.dirname, "..", "support", "up.ts");
/** Milliseconds in which a helm that had survived would have changed its record. */
const aftermath = 4000;

contract("killed and interrupted runs", (plugins) => {
  let target: Cluster;
  let project: Project;
  let wish: ReleaseWish;

  const recorded = () => target.releaseStatus(wish.namespace, wish.name);
  const behindOurBack = (...words: string[]) => target.helm(...words, "--namespace", wish.namespace);
  const cancel = async () => (await project.stack()).cancel();

  beforeEach(async () => {
    target = await cluster();
    const namespace = freshName();
    project = new Project(plugins, async () => releaseProgram(wish)());
    const chart = writeChart(project.directory);
    const values = { message: "one", stuck: false };
    wish = { kubeconfig: target.kubeconfig, namespace, chart, name: "small", values, timeout: 60, wanted: false };
    assert.equal((await project.up()).error, undefined);
  });
  afterEach(async () => {
    await project.destroy();
    project.remove();
  });

  async function stopDuring(status: string, stop: (root: number) => void): Promise<void> {
    const order = { plugins, directory: project.directory, wish: { ...wish, timeout: 90 } };
    const child = spawn(process.execPath, [runner, JSON.stringify(order)], { stdio: "ignore" });
    const end = once(child, "exit");
    for (let tries = 0; (await recorded()) !== status; tries++) {
      assert.ok(tries < 300 && child.exitCode === null, `${status} has not been seen`);
      await sleep(200);
    }
    stop(child.pid ?? 0);
    await end;
  }

  async function killDuring(status: string): Promise<void> {
    await stopDuring(status, (root) => assert.equal(killEngine(root), 2));
    await sleep(aftermath);
    assert.equal(await recorded(), status);
  }

  it("in an install: the release is pending, and the name in use until it is uninstalled", async () => {
    wish.wanted = true;
    wish.values = { message: "one", stuck: true };
    await killDuring("pending-install");
    assert.match((await project.up()).error ?? "", /locked/);
    await cancel();
    assert.match((await project.up()).error ?? "", /cannot re-use a name that is still in use/);
    await behindOurBack("uninstall", wish.name);
    assert.equal((await project.refresh({ clearPendingCreates: true })).error, undefined);
    wish.values = { message: "one", stuck: false };
    assert.equal((await project.up()).error, undefined);
    assert.equal(await recorded(), "deployed");
  });

  it("in an upgrade: another operation is in progress until it is rolled back", async () => {
    wish.wanted = true;
    assert.equal((await project.up()).error, undefined);
    wish.values = { message: "two", stuck: true };
    await killDuring("pending-upgrade");
    await cancel();
    const { error } = await project.up();
    assert.match(error ?? "", /another operation \(install\/upgrade\/rollback\) is in progress/);
    await behindOurBack("rollback", wish.name);
    wish.values = { message: "two", stuck: false };
    assert.equal((await project.up()).error, undefined);
    assert.equal(await recorded(), "deployed");
  });

  it("an interrupted install has failed, and the state knows of it", async () => {
    wish.wanted = true;
    wish.values = { message: "one", stuck: true };
    await stopDuring("pending-install", (root) => assert.equal(interruptEngine(root), 1));
    assert.equal(await recorded(), "failed");
    assert.match(project.state(), /Release::release/);
    wish.values = { message: "one", stuck: false };
    assert.equal((await project.up()).error, undefined);
    assert.equal(await recorded(), "deployed");
  });
});
