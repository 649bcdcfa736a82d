import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "./support/checkout.ts";

describe("the dev stack, from nothing to nothing", function () {
  this.timeout(600_000);
  let checkout: Checkout;

  before(() => {
    checkout = new Checkout();
  });

  after(() => checkout.remove());

  it("comes up, and says what runs where and how to reach it", async () => {
    const { code, stdout, stderr } = await checkout.run("up", "--stack", "dev", "--yes");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /imprun-mongodb/);
    assert.match(stdout, /imprun-redis/);
    assert.match(stdout, /port-forward/);
  });

  it("changes nothing the second time", async () => {
    const { code, stdout, stderr } = await checkout.run("up", "--stack", "dev", "--yes", "--json");
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).data.changes, []);
  });

  it("previews no change, in all three forms", async () => {
    const text = await checkout.run("preview", "--stack", "dev");
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout, /Nothing would change/);
    const json = await checkout.run("preview", "--stack", "dev", "--json");
    assert.deepEqual(JSON.parse(json.stdout), {
      command: "preview",
      stack: "dev",
      outcome: "fine",
      exitCode: 0,
      headline: "Nothing would change.",
      data: { changes: [] },
    });
    const markdown = await checkout.run("preview", "--stack", "dev", "--markdown");
    assert.equal(markdown.stdout, "### preview `dev`: Nothing would change.\n");
  });

  it("previews a one-off change with exit code 2, and leaves it at that", async () => {
    const { code, stdout } = await checkout.run(
      "preview",
      "--stack",
      "dev",
      "--set",
      "apps.imprun.values.redis.maxmemory=64mb",
      "--json",
    );
    assert.equal(code, 2);
    const { changes } = JSON.parse(stdout).data;
    assert.deepEqual(
      changes.map((change: { operation: string; name: string; properties: string[] }) => [
        change.operation,
        change.name,
        change.properties,
      ]),
      [["update", "imprun", ["values.redis.maxmemory"]]],
    );
    assert.equal((await checkout.run("preview", "--stack", "dev")).code, 0);
  });

  it("shows its status and finds no drift", async () => {
    const status = await checkout.run("status", "--stack", "dev", "--json");
    assert.equal(status.code, 0, status.stderr + status.stdout);
    const drift = await checkout.run("drift", "--stack", "dev");
    assert.equal(drift.code, 0, drift.stderr + drift.stdout);
  });

  it("finds what a hand has changed, leaves it at that, and mends it at the next up", async () => {
    const api = await checkout.cluster();
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "imprun-jwt", namespace: "imprun-system" } };
    const labels = { "app.kubernetes.io/part-of": "somebody" };
    await api.patch({ ...secret, metadata: { ...secret.metadata, labels } }, undefined, undefined, "a-hand");
    const drift = await checkout.run("drift", "--stack", "dev", "--json");
    assert.equal(drift.code, 2, drift.stderr + drift.stdout);
    assert.match(drift.stdout, /imprun-jwt/);
    assert.equal((await api.read(secret)).metadata?.labels?.["app.kubernetes.io/part-of"], "somebody");
    const up = await checkout.run("up", "--stack", "dev", "--yes");
    assert.equal(up.code, 0, up.stderr + up.stdout);
    assert.equal((await api.read(secret)).metadata?.labels?.["app.kubernetes.io/part-of"], "imprun");
    assert.equal((await checkout.run("drift", "--stack", "dev")).code, 0);
  });

  it("keeps generated secrets, and rotates exactly the one that is asked for", async () => {
    const before = await secretVersions(checkout);
    const file = checkout.read("Pulumi.dev.yaml");
    checkout.write(
      "Pulumi.dev.yaml",
      file.replace(
        "      imprun:\n",
        "      imprun:\n        secrets: {redis: {keys: {redis-password: {rotation: 2}}}}\n",
      ),
    );
    const { code, stderr } = await checkout.run("up", "--stack", "dev", "--yes");
    assert.equal(code, 0, stderr);
    const after = await secretVersions(checkout);
    assert.notEqual(after["imprun-redis"], before["imprun-redis"]);
    assert.equal(after["imprun-mongodb"], before["imprun-mongodb"]);
    assert.equal(after["imprun-jwt"], before["imprun-jwt"]);
  });

  it("rolls an edited chart out, although its version stays", async () => {
    const template = "charts/imprun/values.yaml";
    checkout.write(template, `${checkout.read(template)}\n# edited\n`);
    const { code, stdout } = await checkout.run("preview", "--stack", "dev", "--json");
    assert.equal(code, 2);
    assert.deepEqual(JSON.parse(stdout).data.changes[0].properties, ["values.global.contentHash"]);
  });

  it("goes down and leaves nothing", async () => {
    const { code, stderr } = await checkout.run("down", "--stack", "dev", "--yes");
    assert.equal(code, 0, stderr);
    assert.equal(existsSync(join(checkout.directory, ".sandbox", "dev")), false);
  });
});

/** Versions of the stack's Secrets, by name. */
async function secretVersions(checkout: Checkout): Promise<Record<string, string>> {
  const { stdout } = await checkout.run("outputs", "--stack", "dev", "--json");
  const secrets: Record<string, { version: string }> = JSON.parse(stdout).data.secrets;
  return Object.fromEntries(Object.entries(secrets).map(([name, { version }]) => [name, version]));
}
