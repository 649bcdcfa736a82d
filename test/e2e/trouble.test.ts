import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
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

  it("refuses what the charts refuse before anything is there, in the charts' words", async () => {
    const web = (name: string, values: string) =>
      `apps.${name}={like: service, images: {app: imprun/web:v1}, values: {${values}}}`;
    const { code, stdout, stderr } = await checkout.run(
      ...["up", "--stack", "dev", "--yes"],
      ...["--set", "apps.imprun.values.mongodb.replicaCount=3"],
      ...["--set", web("shared", "persistence: {enabled: true}, autoscaling: {enabled: true}")],
      ...["--set", web("tried", "canary: {enabled: true}")],
      ...[
        "--set",
        web(
          "worker",
          "service: {enabled: false}, app: {ingress: {enabled: true, hosts: [{host: w.localhost}]}, port: grpc}",
        ),
      ],
    );
    assert.equal(code, 1, stderr);
    assert.equal(stdout, "");
    assert.equal(stderr, refusedByCharts);
    assert.equal(existsSync(join(checkout.directory, ".sandbox")), false);
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

/** What the charts say of values that fit their schemas and cannot work. */
const refusedByCharts = `Pulumi.dev.yaml: 6 problems; nothing was changed
  environment.apps.imprun.values: mongodb.replicaCount is 3, but mongodb.replicaSet.enabled is false: servers that do not replicate would each have other data. Set mongodb.replicaSet.enabled to true
  environment.apps.shared.values: persistence.accessModes is ReadWriteOnce, but more than one pod may run. Use ReadWriteMany, or one replica and one version without autoscaling
  environment.apps.tried.values: canary.image has neither tag nor digest. Give images.canary in the stack file, or canary.image
  environment.apps.tried.values: canary.enabled is true, but nothing shares traffic out. Turn app.ingress (Traefik) or app.route (Gateway API) on
  environment.apps.worker.values: app.ingress.enabled is true, but service.enabled is false. Turn service on
  environment.apps.worker.values: app.port is grpc, which ports does not have. Give one of: http
`;

/** A kubeconfig whose cluster nobody serves: port 1 of this machine. */
const lostCluster = `apiVersion: v1
kind: Config
current-context: lost
contexts: [{name: lost, context: {cluster: lost, user: lost}}]
clusters: [{name: lost, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: lost, user: {}}]
`;
