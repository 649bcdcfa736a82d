import assert from "node:assert/strict";
import { join } from "node:path";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import { fingerprints, withhold } from "../support/withheld.ts";
import { Checkout } from "./support/checkout.ts";
import { killTree } from "./support/processes.ts";

const namespace = "imprun-system";

describe("rotation of the dev stack's secrets", function () {
  this.timeout(600_000);
  let checkout: Checkout;
  let core: CoreV1Api;
  /** The stack file as it was before the first rotation. */
  let original: string;

  before(async () => {
    checkout = new Checkout();
    original = checkout.read("Pulumi.dev.yaml");
    const { code, stderr } = await checkout.run("up", "--stack", "dev", "--yes");
    assert.equal(code, 0, stderr);
    const config = new KubeConfig();
    config.loadFromFile(join(checkout.directory, ".sandbox", "dev", "kubeconfig"));
    core = config.makeApiClient(CoreV1Api);
  });

  after(() => checkout.remove());

  const rotate = (...args: readonly string[]) => checkout.run("rotate", ...args, "--stack", "dev");

  async function values(name: string): Promise<Record<string, string>> {
    const { data = {} } = await core.readNamespacedSecret({ name, namespace });
    withhold(Object.values(data).flatMap((value) => [value, Buffer.from(value, "base64").toString()]));
    return data;
  }

  async function pods(): Promise<Record<string, string>> {
    const { items } = await core.listNamespacedPod({ namespace });
    return Object.fromEntries(items.map(({ metadata }) => [metadata?.name ?? "", metadata?.uid ?? ""]));
  }

  async function ages(name: string): Promise<Record<string, string>> {
    const { data = {} } = await core.readNamespacedConfigMap({ name: "secret-ages", namespace });
    return JSON.parse(data[name] ?? "").since;
  }

  /** The rotation numbers that the stack file says for a Secret of the app. */
  function rotations(secret: string): readonly unknown[] {
    const { keys } = parse(checkout.read("Pulumi.dev.yaml")).config["imprun:environment"].apps.imprun.secrets[secret];
    return Object.values(keys).map((key) => Object(key).rotation);
  }

  /** Starts a rotation and ends it, with everything that it started, as soon as it says something. */
  async function cutOff(secret: string, text: string): Promise<void> {
    const { child, said, ended } = checkout.start("rotate", secret, "--stack", "dev", "--yes");
    await said(text);
    killTree(child.pid ?? 0);
    await ended;
  }

  it("refuses a name that there is not, and asks before it changes anything", async () => {
    const unknown = await rotate("imprun-mongdb", "--yes");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /imprun-mongdb: did you mean 'imprun-mongodb'\?/);
    const unasked = await rotate("imprun-mongodb");
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /imprun-mongodb: new replica-set-key, root-password/);
    assert.match(unasked.stderr, /restarts StatefulSet\/imprun-mongodb in imprun-system \(1 pod\)/);
    assert.match(unasked.stderr, /does not run here: imprun-server, imp-runtime-exporter/);
    assert.equal(checkout.read("Pulumi.dev.yaml"), original);
  });

  it("is finished by the next rotation after a kill, without a second new value", async () => {
    const [before, running] = [await values("imprun-mongodb"), await pods()];
    await cutOff("imprun-mongodb", "update Release imprun …");
    const cut = await values("imprun-mongodb");
    assert.notEqual(fingerprints(cut)["root-password"], fingerprints(before)["root-password"]);
    const other = await rotate("imprun-redis", "--yes");
    assert.equal(other.code, 1);
    assert.match(other.stderr, /run: \.\/imprun rotate imprun-mongodb --stack dev/);
    const { code, stdout, stderr } = await rotate("imprun-mongodb", "--yes", "--json");
    assert.equal(code, 0, stderr + stdout);
    const { headline, data } = JSON.parse(stdout);
    assert.match(headline, /1 secret rotated, 1 workload restarted, and proven\. Finished what began at/);
    assert.deepEqual(data.restarted, ["StatefulSet/imprun-system/imprun-mongodb"]);
    assert.deepEqual(data.kept, ["StatefulSet/imprun-system/imprun-redis"]);
    assert.deepEqual(fingerprints(await values("imprun-mongodb")), fingerprints(cut));
    assert.deepEqual(rotations("mongodb"), [2, 2]);
    const now = await pods();
    assert.notEqual(now["imprun-mongodb-0"], running["imprun-mongodb-0"]);
    assert.equal(now["imprun-redis-0"], running["imprun-redis-0"]);
    for (const text of [...Object.values(before), ...Object.values(cut)])
      for (const form of [text, Buffer.from(text, "base64").toString()])
        assert.ok(!`${stdout}${stderr}`.includes(form));
  });

  it("changes this stack's file alone, and no line that was there", () => {
    const lines = checkout.read("Pulumi.dev.yaml").split("\n");
    assert.deepEqual(
      original.split("\n").filter((line) => !lines.includes(line)),
      [],
    );
    assert.match(checkout.read("Pulumi.yaml"), /root-password: \{ from: generated, length: 32 \}/);
  });

  it("is finished by up, too, and then another one begins", async () => {
    await cutOff("imprun-jwt", "create RandomPassword imprun-system/imprun-jwt-JWT_SECRET-2 …");
    const up = await checkout.run("up", "--stack", "dev", "--yes");
    assert.equal(up.code, 0, up.stderr);
    assert.deepEqual(rotations("jwt"), [2]);
    const second = await values("imprun-jwt");
    const { code, stdout, stderr } = await rotate("imprun-jwt", "--drop-previous", "--yes", "--json");
    assert.equal(code, 0, stderr + stdout);
    assert.deepEqual(rotations("jwt"), [4]);
    const now = await values("imprun-jwt");
    assert.ok(Object.values(now).every((value) => value !== second.JWT_SECRET));
    assert.deepEqual(JSON.parse(stdout).data.restarted, []);
  });

  it("begins the age of a value anew; what is too old is told by status, and found by drift", async () => {
    const { "root-password": rotated = "" } = await ages("imprun-mongodb");
    const { "redis-password": untouched = "" } = await ages("imprun-redis");
    assert.ok(rotated > untouched, `${rotated} is not after ${untouched}`);
    assert.equal((await checkout.run("drift", "--stack", "dev")).code, 0);
    const { data = {}, ...map } = await core.readNamespacedConfigMap({ name: "secret-ages", namespace });
    const old = JSON.stringify({ since: { "redis-password": "2020-01-01T00:00:00Z" } });
    await core.replaceNamespacedConfigMap({
      ...{ name: "secret-ages", namespace },
      body: { ...map, data: { ...data, "imprun-redis": old } },
    });
    const status = await checkout.run("status", "--stack", "dev");
    assert.equal(status.code, 0, status.stdout);
    assert.match(status.stdout, /imprun-redis \(redis-password\): \d+ days old, and 365 are allowed/);
    assert.match(status.stdout, /run: \.\/imprun rotate imprun-redis --stack dev/);
    assert.match(status.stdout, /All well: 1 release, 2 workloads, 3 secrets, 1 of them too old\./);
    const drift = await checkout.run("drift", "--stack", "dev", "--json");
    assert.equal(drift.code, 2);
    assert.equal(JSON.parse(drift.stdout).data.tooOld.length, 1);
  });
});
