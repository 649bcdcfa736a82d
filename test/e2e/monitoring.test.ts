import assert from "node:assert/strict";
import type { JsonObject } from "../../src/core/json.ts";
import { Checkout } from "./support/checkout.ts";
import type { CliRun } from "./support/cli.ts";
import { sandbox, vendorStandIns } from "./support/stand-ins.ts";

const components = ["prometheus-operator-crds", "kube-prometheus-stack"];
const place = { name: "drift-measured", namespace: "observability" };

describe("an environment that measures", function () {
  this.timeout(600_000);
  const checkout = new Checkout();
  const run = (command: string, ...args: readonly string[]) => checkout.run(command, "--stack", "measured", ...args);
  const read = async (
    apiVersion: string,
    kind: string,
    metadata: { readonly name: string; readonly namespace: string },
  ) => (await checkout.cluster()).read({ apiVersion, kind, metadata });
  const lastLook = () => read("v1", "ConfigMap", place);

  before(async () => {
    await sandbox(checkout, "up", "--name", "dev");
    await vendorStandIns(checkout, components);
    write({});
  });

  after(() => checkout.remove());

  function write(monitoring: JsonObject): void {
    const environment = {
      tier: "dev",
      domain: "example.dev",
      cluster: { kind: "sandbox", name: "dev" },
      components: Object.fromEntries(components.map((name) => [name, {}])),
      monitoring,
      apps: { imprun: null },
    };
    checkout.edit("Pulumi.measured.yaml", (file) => ({ ...file, config: { "imprun:environment": environment } }));
  }

  /** The names of what an `up` has changed. */
  async function up(): Promise<readonly string[]> {
    const changes = dataOf(await run("up", "--yes", "--json")).changes as readonly { readonly name: string }[];
    return changes.map(({ name }) => name);
  }

  it("has no place for a record before it is there, and says so in the cluster's words", async () => {
    const { code, stderr } = await run("record-drift", "--exit-code", "2", "--yes");
    assert.equal(code, 1);
    assert.match(stderr, /ConfigMap observability\/drift-measured: namespaces "observability" not found/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });

  it("has its alerts and dashboards after what measures", async () => {
    const changes = await up();
    const after = ["PrometheusRule/observability/platform", "ConfigMap/observability/dashboard-services"];
    for (const name of after) {
      const steps = ["prometheus-operator-crds", "kube-prometheus-stack", name].map((step) => changes.indexOf(step));
      assert.ok(
        steps.every((step, index) => step > (steps[index - 1] ?? -1)),
        `${name}: ${changes}`,
      );
    }
    const rule = await read("monitoring.coreos.com/v1", "PrometheusRule", { ...place, name: "platform" });
    assert.equal(rule.metadata?.labels?.release, "kube-prometheus-stack");
    const dashboard = await read("v1", "ConfigMap", { ...place, name: "dashboard-services" });
    const { data } = JSON.parse(JSON.stringify(dashboard));
    assert.equal(JSON.parse(data["services.json"]).uid, "services");
  });

  it("changes nothing but the rules when a limit changes, and what it does not want", async () => {
    write({ without: ["JobFailed"] });
    assert.deepEqual(await up(), ["PrometheusRule/observability/platform"]);
  });

  it("keeps how looks for drift ended; the record is younger every time, and no drift itself", async () => {
    const looked = await run("drift");
    assert.equal(looked.code, 0, looked.stdout + looked.stderr);
    const uids = new Set<string | undefined>();
    for (const [exitCode, finding] of [
      [String(looked.code), "fine"],
      ["0", "fine"],
      ["2", "findings"],
      ["1", "failed"],
      ["137", "failed"],
    ] as const) {
      const { code, stdout, stderr } = await run("record-drift", "--exit-code", exitCode, "--yes");
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`Recorded '${finding}' in ConfigMap observability/drift-measured`));
      const { metadata } = await lastLook();
      assert.deepEqual([metadata?.labels?.drift, metadata?.labels?.stack], [finding, "measured"]);
      uids.add(metadata?.uid);
    }
    assert.equal(uids.size, 5);
    assert.equal((await run("drift")).code, 0);
  });

  it("records nothing without a yes, or without the outcome", async () => {
    const before = (await lastLook()).metadata?.uid;
    const unasked = await run("record-drift", "--exit-code", "0");
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /--yes/);
    const unknown = await run("record-drift", "--yes");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /--exit-code: is required/);
    assert.match((await run("record-drift", "--yes", "--exit-code", "two")).stderr, /'two' is no exit code/);
    assert.equal((await lastLook()).metadata?.uid, before);
  });

  it("is not every one: another records nothing, and says so", async () => {
    const { code, stdout } = await checkout.run("record-drift", "--stack", "dev", "--exit-code", "2", "--yes");
    assert.equal(code, 0);
    assert.match(stdout, /Nobody measures in this environment/);
  });
});

function dataOf({ code, stdout, stderr }: CliRun): JsonObject {
  assert.equal(code, 0, stderr + stdout);
  return JSON.parse(stdout).data;
}
