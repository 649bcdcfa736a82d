import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type KubernetesObject, KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import { parseOverrides } from "../../src/config/override.ts";
import { reachCluster } from "../../src/operate/cluster/cluster.ts";
import { decide } from "../../src/operate/context.ts";
import { type Rendered, renderPlan } from "../../src/operate/render/render.ts";
import { planCluster } from "../../src/plan/cluster.ts";
import { Checkout } from "../e2e/support/checkout.ts";
import { skip } from "../support/skip.ts";
import { toolPath } from "../support/tools.ts";

/** What a component leaves to be said when its chart is not on this machine. */
const notVendored = /charts (vendor|lock)/;

const gateway = ["ingress={kind: gateway-api, class: cilium}", "components.cert-manager.gatewayApi=true"];

/** What is rendered, by name: a stack, as it is or with changes. */
const environments: readonly (readonly [string, string, ...string[]])[] = [
  ["dev", "dev"],
  ["staging", "staging"],
  ["prod", "prod"],
  ["staging behind a Gateway", "staging", ...gateway],
  ["a stack with ClickHouse", "clickhouse"],
  [
    ...(["prod behind a Gateway", "prod", ...gateway] as const),
    ...["components.cilium={gatewayApi: true}", "apps.websocket.values.service.stickiness=none"],
  ],
];

describe("every rendered object", function () {
  this.timeout(300_000);
  const checkout = new Checkout();
  let api: KubernetesObjectApi;

  before(async () => {
    checkout.write("Pulumi.clickhouse.yaml", readFileSync("test/fixtures/stacks/clickhouse.yaml", "utf8"));
    const { code, stderr } = await checkout.run("sandbox", "up");
    assert.equal(code, 0, stderr);
    const cluster = planCluster({ kind: "sandbox", name: "dev", nodes: 3 });
    api = (await reachCluster(cluster, checkout.directory)).config.makeApiClient(KubernetesObjectApi);
    const folder = join(checkout.directory, "sandbox", "crds");
    for (const file of readdirSync(folder)) {
      for (const document of parseAllDocuments(readFileSync(join(folder, file), "utf8")))
        await apply(api, document.toJS());
    }
  });

  after(() => checkout.remove());

  for (const [name, stack, ...changes] of environments) {
    it(`of ${name} is accepted by the API server`, async () => {
      const { objects } = await render(stack, changes);
      for (const { object } of objects.filter(({ object }) => object.kind === "Namespace")) await apply(api, object);
      const refused: string[] = [];
      for (const { id, object } of objects) {
        await apply(api, object, "All").catch((error: Error) => refused.push(`${id}: ${error.message}`));
      }
      assert.deepEqual(refused, []);
      assert.ok(objects.length > 10);
    });

    it(`of the components of ${name} was among them`, async function () {
      const { skipped } = await render(stack, changes);
      const [why] = Object.values(skipped).filter((reason) => notVendored.test(reason));
      assert.deepEqual(
        Object.values(skipped).filter((reason) => !notVendored.test(reason)),
        [],
      );
      if (why !== undefined)
        skip(this, `no archives of ${Object.keys(skipped).join(", ")}; ./imprun charts vendor fetches them`);
    });
  }

  async function render(stack: string, changes: readonly string[]): Promise<Rendered> {
    const context = {
      directory: checkout.directory,
      stack,
      override: parseOverrides(changes),
      yes: false,
      signal: new AbortController().signal,
    };
    const terminal = { coloured: false, interactive: false, say: () => {} };
    const { plan } = await decide({ ...context, terminal });
    return renderPlan(plan, checkout.directory, toolPath("helm"));
  }
});

/** Sends one object to the API server, which checks every field; `dryRun` keeps it from being stored. */
async function apply(api: KubernetesObjectApi, object: unknown, dryRun?: string): Promise<void> {
  const known = object as KubernetesObject & { metadata: { name: string } };
  await api.patch(masked(known), undefined, dryRun, "test", true, PatchStrategy.ServerSideApply);
}

/** Secret data is masked in what is rendered, and would not be base64; without it, no type has the keys that it wants. */
function masked<Known extends KubernetesObject>(object: Known): Known {
  if (object.kind !== "Secret") return object;
  type Secret = Known & { data?: unknown; stringData?: unknown; type?: unknown };
  const { data: _data, stringData: _stringData, type: _type, ...rest } = object as Secret;
  return rest as Known;
}
