import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { KubernetesObject } from "@kubernetes/client-node";
import { Checkout } from "./support/checkout.ts";
import { sandbox, vendorStandIns } from "./support/stand-ins.ts";

describe("ClickHouse with backups", function () {
  this.timeout(600_000);
  const checkout = new Checkout();

  before(async () => {
    checkout.write("Pulumi.clickhouse.yaml", readFileSync("test/fixtures/stacks/clickhouse.yaml", "utf8"));
    await sandbox(checkout, "up", "--name", "dev");
    await vendorStandIns(checkout, ["clickhouse"]);
  });
  after(() => checkout.remove());

  /** Brings the stack up, which has to succeed; returns the names of what changed. */
  async function up(): Promise<readonly string[]> {
    const { code, stdout, stderr } = await checkout.run("up", "--yes", "--stack", "clickhouse", "--json");
    assert.equal(code, 0, `${stderr}\n${stdout}`);
    return JSON.parse(stdout).data.changes.map(({ name }: { name: string }) => name);
  }

  async function object(apiVersion: string, kind: string, name: string): Promise<KubernetesObject> {
    return (await checkout.cluster()).read({ apiVersion, kind, metadata: { name, namespace: "data" } });
  }

  it("comes up: keepers, servers, then what backs them up and who uses them", async () => {
    const changes = await up();
    const steps = ["ClickHouseKeeperInstallation", "ClickHouseInstallation"].map((kind) => `${kind}/data/events`);
    const places = [...steps, "CronJob/data/events-backup"].map((step) => changes.indexOf(step));
    assert.deepEqual(
      places,
      [...places].filter((place) => place >= 0).sort((a, b) => a - b),
    );
    assert.ok(changes.indexOf("clicks") > (places[1] ?? Number.NaN), "the app came before its servers");
  });

  it("is backed up by a Job that the API server takes, with a password that is there", async () => {
    const job = await object("batch/v1", "CronJob", "events-backup");
    assert.match(JSON.stringify(job), /BACKUP DATABASE clicks ON CLUSTER 'main' TO S3/);
    const { type } = (await object("v1", "Secret", "events-platform-backup")) as { readonly type?: string };
    assert.equal(type, "Opaque");
  });

  it("changes nothing the second time", async () => assert.deepEqual(await up(), []));
});
