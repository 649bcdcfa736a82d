import assert from "node:assert/strict";
import { Checkout } from "./support/checkout.ts";
import { runCli } from "./support/cli.ts";

describe("trouble before anything is changed", function () {
  this.timeout(120_000);
  let checkout: Checkout;

  before(() => {
    checkout = new Checkout();
  });

  after(() => checkout.remove());

  it("names the stacks there are when one is unknown", async () => {
    const { code, stderr } = await checkout.run("plan", "--stack", "pord");
    assert.equal(code, 1);
    assert.match(stderr, /Pulumi\.pord\.yaml: no such file; there are dev, prod, staging\. Did you mean 'prod'\?/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });

  it("names every missing secret with the command that sets it", async () => {
    const { code, stderr } = await checkout.run("preview", "--stack", "staging");
    assert.equal(code, 1);
    for (const key of ["githubClientId", "githubClientSecret", "googleClientId", "googleClientSecret"]) {
      assert.ok(stderr.includes(`./imprun pulumi config set --secret ${key} --stack staging`), stderr);
    }
  });

  it("says how to start a sandbox that is not running", async () => {
    const { code, stderr } = await checkout.run("preview", "--stack", "dev");
    assert.equal(code, 1);
    assert.match(stderr, /The sandbox is not running/);
    assert.match(stderr, /run: \.\/imprun sandbox up --name dev/);
  });

  it("refuses to preview against a cluster that does not answer", async () => {
    checkout.write("lost-cluster.yaml", lostCluster);
    checkout.write(
      "Pulumi.lost.yaml",
      checkout
        .read("Pulumi.dev.yaml")
        .replace(/cluster: .*/, "cluster: {kind: kubeconfig, context: lost, path: ../lost-cluster.yaml}"),
    );
    const { code, stdout, stderr } = await checkout.run("preview", "--stack", "lost");
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /nothing was planned or changed/);
    assert.match(stderr, /https:\/\/127\.0\.0\.1:1 does not answer/);
  });

  it("asks before it changes anything, and takes no answer for no", async () => {
    const { code, stderr } = await checkout.run("down", "--stack", "dev");
    assert.equal(code, 1);
    assert.match(stderr, /--yes/);
  });

  it("prints problems as JSON where that was asked for", async () => {
    const { code, stdout } = await checkout.run("plan", "--stack", "dev", "--set", "tier=production", "--json");
    assert.equal(code, 1);
    const { outcome, data } = JSON.parse(stdout);
    assert.equal(outcome, "failed");
    assert.deepEqual(data.problems, [
      { path: "environment.tier", message: "'production' is not allowed; use dev, staging or prod" },
    ]);
  });

  it("has help with examples on every command", async () => {
    const commands = [
      "plan",
      "preview",
      "up",
      "down",
      "status",
      "outputs",
      "diff",
      "drift",
      "sandbox up",
      "sandbox down",
      "sandbox status",
      "sandbox logs",
    ];
    for (const name of commands) {
      const { code, stdout } = await runCli(checkout.directory, [...name.split(" "), "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, /Examples:\n {2}\.\/imprun /, name);
    }
  });
});

/** A kubeconfig whose cluster nobody serves: port 1 of this machine. */
const lostCluster = `apiVersion: v1
kind: Config
current-context: lost
contexts: [{name: lost, context: {cluster: lost, user: lost}}]
clusters: [{name: lost, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: lost, user: {}}]
`;
