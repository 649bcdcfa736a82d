import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { KubeConfig, KubernetesObjectApi, type V1Deployment } from "@kubernetes/client-node";
import { Checkout } from "./support/checkout.ts";

const clusters = ["seoul", "frankfurt"] as const;
const place = join("examples", "two-clusters");

describe("two apps on two clusters, from a project of stack files only", function () {
  this.timeout(600_000);
  let checkout: Checkout;

  before(() => {
    checkout = new Checkout();
    checkout.commit();
  });

  after(async () => {
    for (const name of clusters) await checkout.run("sandbox", "down", "--name", name);
    await checkout.remove();
  });

  /** Runs a command by the project's own link to the launcher, from elsewhere. */
  const run = (...args: readonly string[]) =>
    new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
      const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
      const options = { cwd: "/", env: { ...Object.fromEntries(inherited), CI: "true" } };
      execFile(join(checkout.directory, place, "imprun"), args, options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
      );
    });

  const imageIn = async (cluster: string) => {
    const config = new KubeConfig();
    config.loadFromFile(join(checkout.directory, ".sandbox", cluster, "kubeconfig"));
    const metadata = { name: "shop", namespace: "shop" };
    const found = await KubernetesObjectApi.makeApiClient(config).read({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
    });
    return (found as V1Deployment).spec?.template.spec?.containers[0]?.image;
  };

  for (const cluster of clusters) {
    it(`comes up in ${cluster}, and changes nothing the second time`, async () => {
      const first = await run("up", "--stack", `${cluster}-staging`, "--yes");
      assert.equal(first.code, 0, first.stderr + first.stdout);
      assert.match(first.stdout, /Deployment\/mailer +shop +1\/1/);
      const second = await run("up", "--stack", `${cluster}-staging`, "--yes", "--json");
      assert.equal(second.code, 0, second.stderr);
      assert.deepEqual(JSON.parse(second.stdout).data.changes, []);
      assert.equal(await imageIn(cluster), "ghcr.io/organization/shop:rc-1");
    });
  }

  it("changes one cluster and leaves the other alone", async () => {
    const set = await run("images", "set", "shop=rc-2", "--stack", "seoul-staging");
    assert.equal(set.code, 0, set.stderr);
    const diff = await run("diff", "--stack", "seoul-staging", "--base", "HEAD");
    assert.equal(diff.code, 2, diff.stderr);
    assert.match(diff.stdout, /changed +shop\/Deployment\/shop/);
    const up = await run("up", "--stack", "seoul-staging", "--yes", "--json");
    assert.equal(up.code, 0, up.stderr);
    assert.equal(await imageIn("seoul"), "ghcr.io/organization/shop:rc-2");
    assert.equal(await imageIn("frankfurt"), "ghcr.io/organization/shop:rc-1");
    const other = await run("preview", "--stack", "frankfurt-staging");
    assert.equal(other.code, 0, other.stderr);
    const compare = await run("compare", "seoul-staging", "frankfurt-staging");
    assert.equal(compare.code, 2);
    assert.match(compare.stdout, /apps\.shop\.images\.app +organization\/shop:rc-2 +organization\/shop:rc-1/);
  });

  it("goes from each cluster alone", async () => {
    const down = await run("down", "--stack", "seoul-staging", "--yes");
    assert.equal(down.code, 0, down.stderr);
    const status = await run("status", "--stack", "frankfurt-staging");
    assert.equal(status.code, 0, status.stderr + status.stdout);
  });
});
