import assert from "node:assert/strict";
import { Checkout } from "./support/checkout.ts";
import type { RunningCli } from "./support/cli.ts";
import { killTree } from "./support/processes.ts";

/** An image whose simulated pods never become ready: an install or upgrade with it waits until its limit. */
const stuck = ["--set", "apps.imprun.values.redis.image.tag=broken-never-ready"];
const up = ["up", "--stack", "dev", "--yes"];

describe("an up that does not end as it should", function () {
  this.timeout(600_000);
  let checkout: Checkout;

  before(async () => {
    checkout = new Checkout();
    const { code, stderr } = await checkout.run("sandbox", "up");
    assert.equal(code, 0, stderr);
  });

  after(() => checkout.remove());

  it("ends in order on Ctrl-C, and the next one goes on", async () => {
    const running = await startStuck(checkout, "create Release imprun …");
    running.child.kill("SIGINT");
    const { code, stderr, stdout } = await running.ended;
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /Stopping/);
    await comesUp(checkout);
  });

  it("is healed by the next one after kill -9 in the middle of an upgrade", async () => {
    const running = await startStuck(checkout, "update Release imprun …");
    await pending(checkout, "pending-upgrade");
    killTree(running.child.pid ?? 0);
    await running.ended;
    const { stdout } = await comesUp(checkout);
    assert.match(stdout, /Healed first/);
  });

  it("is healed by the next one after kill -9 in the middle of an install", async () => {
    assert.equal((await checkout.run("down", "--stack", "dev", "--yes")).code, 0);
    const running = await startStuck(checkout, "create Release imprun …");
    await pending(checkout, "pending-install");
    killTree(running.child.pid ?? 0);
    await running.ended;
    const { stdout } = await comesUp(checkout);
    assert.match(stdout, /Healed first/);
  });

  it("refuses a second one at the same time, and says who holds the lock", async () => {
    const running = await startStuck(checkout, "update Release imprun …");
    const second = await checkout.run(...up);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /is being changed already; nothing was touched/);
    assert.match(second.stderr, /pulumi cancel .*--stack dev/);
    running.child.kill("SIGINT");
    await running.ended;
    await comesUp(checkout);
  });

  it("shows the object, its events and what to do when a release fails", async () => {
    const limit = ["--set", "apps.imprun.release.timeoutSeconds=15"];
    const broken = ["--set", "apps.imprun.values.redis.image.tag=broken-pull"];
    const { code, stdout, stderr } = await checkout.run(...up, ...limit, ...broken);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /StatefulSet\/imprun-redis/);
    assert.match(stdout, /ImagePullBackOff/);
    assert.match(stdout, /last events|no events/);
    assert.match(stdout, /→ /);
    await comesUp(checkout);
  });

  it("changes nothing with a wrong passphrase, and says which variable is meant", async () => {
    const { code, stderr } = await checkout.runWith({ PULUMI_CONFIG_PASSPHRASE: "wrong" }, ...up);
    assert.equal(code, 1);
    assert.match(stderr, /PULUMI_CONFIG_PASSPHRASE/);
    assert.doesNotMatch(stderr, /\n {4}at /);
    await comesUp(checkout);
  });
});

/** Starts an `up` that hangs in a release, and waits until it does. */
async function startStuck(checkout: Checkout, sign: string): Promise<RunningCli> {
  const running = checkout.start(...up, ...stuck);
  await running.said(sign);
  return running;
}

/** Brings the stack up as it is meant to be, and checks that it is: once, deployed, with nothing left to do. */
async function comesUp(checkout: Checkout): Promise<{ readonly stdout: string }> {
  const first = await checkout.run(...up);
  assert.equal(first.code, 0, first.stdout + first.stderr);
  const second = await checkout.run(...up, "--json");
  const { changes, status } = JSON.parse(second.stdout).data;
  assert.deepEqual(changes, []);
  assert.deepEqual(
    status.releases.map(({ name, status }: { name: string; status: string }) => [name, status]),
    [["imprun", "deployed"]],
  );
  return first;
}

/** Waits until Helm has written that it is at work on the release. */
async function pending(checkout: Checkout, status: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { stdout } = await checkout.run("status", "--stack", "dev", "--json");
    const releases: readonly { status: string }[] = stdout === "" ? [] : (JSON.parse(stdout).data.releases ?? []);
    if (releases.some((release) => release.status === status)) return;
  }
  throw new Error(`Helm never wrote ${status}`);
}
