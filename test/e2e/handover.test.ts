import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
} from "@kubernetes/client-node";
import { fingerprint } from "../../src/core/digest.ts";
import { toolPath } from "../support/tools.ts";
import { Checkout } from "./support/checkout.ts";
import { vendorStandIns } from "./support/stand-ins.ts";

const stack = ["--stack", "handover"];
const file = "Pulumi.handover.yaml";

describe("an app that goes to Argo CD and comes back", function () {
  this.timeout(600_000);
  let checkout: Checkout;
  let config: KubeConfig;
  let first: Awaited<ReturnType<typeof running>>;

  before(async () => {
    checkout = new Checkout();
    checkout.write(file, readFileSync("test/fixtures/stacks/handover.yaml", "utf8"));
    await vendorStandIns(checkout, ["argo-cd", "sealed-secrets"]);
    await up();
    config = new KubeConfig();
    config.loadFromFile(join(checkout.directory, ".sandbox", "dev", "kubeconfig"));
    first = await running(config);
    assert.equal(first.pods.length, 2);
  });

  after(() => checkout.remove());

  it("previews that what runs stays", async () => {
    deliver("argocd");
    const { code, stdout } = await checkout.run("preview", ...stack);
    assert.equal(code, 2);
    assert.match(stdout, /web: up takes Helm's record away before its release goes, and what runs stays/);
  });

  it("is handed over without an end to what runs, and up does not claim that it is there", async () => {
    const { stdout } = await up();
    assert.match(stdout, /App 'web' goes to Argo CD: Helm forgets it, and what runs stays\./);
    assert.match(stdout, /web: handed to Argo CD; sync manually: argocd app sync web/);
    assert.match(stdout, /Up; 2 resources changed; 1 app handed to Argo CD\./);
    assert.deepEqual(await running(config), first);
    assert.deepEqual(await helmRecords(config), ["worker"]);
  });

  it("changes nothing the second time, and finds no drift", async () => {
    assert.deepEqual(JSON.parse((await up("--json")).stdout).data.changes, []);
    const drift = await checkout.run("drift", ...stack);
    assert.equal(drift.code, 0, drift.stdout);
  });

  it("is shown as Argo CD sees it", async () => {
    assert.match((await checkout.run("status", ...stack)).stdout, /1 application of Argo CD \(1 not delivered yet\)/);
    await tell(config, { sync: { status: "OutOfSync", revision: "0123456789abcdef" }, health: { status: "Degraded" } });
    const sick = await checkout.run("status", ...stack, "--json");
    assert.equal(sick.code, 2);
    assert.equal(JSON.parse(sick.stdout).headline, "1 application of Argo CD in trouble.");
    await tell(config, { sync: { status: "OutOfSync", revision: "0123456789abcdef" }, health: { status: "Healthy" } });
    const drift = await checkout.run("drift", ...stack);
    assert.equal(drift.code, 2);
    assert.match(drift.stdout, /web .*OutOfSync/);
    await tell(config, { sync: { status: "Synced", revision: "0123456789abcdef" }, health: { status: "Healthy" } });
    const well = await checkout.run("status", ...stack);
    assert.equal(well.code, 0, well.stdout);
    assert.match(well.stdout, /web +services +Synced +Healthy +0123456789ab/);
    assert.equal((await checkout.run("drift", ...stack)).code, 0);
  });

  it("comes back with what Argo CD has made of it, and what runs stays", async () => {
    await asMadeByArgo(config, "web");
    deliver("pulumi");
    const { stdout } = await up();
    assert.match(stdout, /App 'web' comes back from Argo CD: 1 of its objects were marked as Helm's/);
    assert.deepEqual(await running(config), first);
    assert.deepEqual(await helmRecords(config), ["web", "worker"]);
    assert.deepEqual(await applications(config), []);
    assert.deepEqual(JSON.parse((await up("--json")).stdout).data.changes, []);
  });

  it("is handed over although a run was killed after Helm had forgotten it", async () => {
    const core = config.makeApiClient(CoreV1Api);
    await core.deleteCollectionNamespacedSecret({ namespace: "services", labelSelector: "owner=helm,name=web" });
    deliver("argocd");
    await up();
    assert.deepEqual(await running(config), first);
    assert.deepEqual(await applications(config), ["web"]);
  });

  it("is exported with the Secrets that the cluster has, sealed", async () => {
    const [key, cert, out] = ["key.pem", "cert.pem", "deploy"].map((name) => join(checkout.directory, name)) as [
      string,
      string,
      string,
    ];
    const subject = ["-subj", "/CN=controller", "-days", "1", "-nodes", "-newkey", "rsa:2048"];
    execFileSync("openssl", ["req", "-x509", ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
    const sealed = ["export", ...stack, "--out", out, "--cert", cert, "--json"];
    const { code, stderr } = await checkout.run(...sealed);
    assert.equal(code, 0, stderr);
    const secret = await config
      .makeApiClient(CoreV1Api)
      .readNamespacedSecret({ name: "worker-session", namespace: "services" });
    const value = Buffer.from(secret.data?.KEY ?? "", "base64").toString();
    const folder = join(out, "overlays/handover/sealed");
    const built = execFileSync(toolPath("kustomize"), ["build", folder], { encoding: "utf8" });
    assert.match(built, /kind: SealedSecret/);
    assert.ok(value.length === 32 && !built.includes(value) && !built.includes(secret.data?.KEY ?? ""));
    const opening = ["--format", "json", "--recovery-unseal", "--recovery-private-key", key];
    const opened = execFileSync(toolPath("kubeseal"), opening, { encoding: "utf8", input: built });
    assert.equal(fingerprint(JSON.parse(opened).data.KEY), fingerprint(secret.data?.KEY ?? ""));
    const { added, changed, removed } = JSON.parse((await checkout.run(...sealed)).stdout).data;
    assert.deepEqual([added, changed, removed], [[], [], []]);
  });

  async function up(...options: readonly string[]) {
    const run = await checkout.run("up", ...stack, "--yes", ...options);
    assert.equal(run.code, 0, run.stderr + run.stdout);
    return run;
  }

  function deliver(by: string): void {
    const text = checkout.read(file).replace(/\n {8}delivery: \w+/, "");
    checkout.write(file, text.replace("      web:\n", `      web:\n        delivery: ${by}\n`));
  }
});

/** What must not change while an app changes hands. */
async function running(config: KubeConfig) {
  const namespace = "services";
  const deployment = await config.makeApiClient(AppsV1Api).readNamespacedDeployment({ name: "web", namespace });
  const core = config.makeApiClient(CoreV1Api);
  const labelSelector = "app.kubernetes.io/instance=web";
  const [service, pods] = await Promise.all([
    core.readNamespacedService({ name: "web", namespace }),
    core.listNamespacedPod({ namespace, labelSelector }),
  ]);
  return {
    deployment: deployment.metadata?.uid,
    generation: deployment.metadata?.generation,
    service: service.metadata?.uid,
    address: service.spec?.clusterIP,
    pods: pods.items.map(({ metadata }) => metadata?.uid).sort(),
  };
}

async function helmRecords(config: KubeConfig): Promise<readonly (string | undefined)[]> {
  const { items } = await config
    .makeApiClient(CoreV1Api)
    .listNamespacedSecret({ namespace: "services", labelSelector: "owner=helm" });
  return [...new Set(items.map(({ metadata }) => metadata?.labels?.name))].sort();
}

const kind = { group: "argoproj.io", version: "v1alpha1", namespace: "argocd", plural: "applications" };

async function applications(config: KubeConfig): Promise<readonly string[]> {
  const { items } = await config.makeApiClient(CustomObjectsApi).listNamespacedCustomObject(kind);
  return items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
}

/** Writes into the Application what Argo CD would: it does not run on a sandbox. */
async function tell(config: KubeConfig, status: object): Promise<void> {
  const application = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "web", namespace: "argocd" },
  };
  const api = KubernetesObjectApi.makeApiClient(config);
  await api.patch(
    { ...application, status } as typeof application,
    undefined,
    undefined,
    undefined,
    undefined,
    PatchStrategy.MergePatch,
  );
}

/** Has a Service look as if Argo CD had made it: without Helm's marks, and with its own. */
async function asMadeByArgo(config: KubeConfig, name: string): Promise<void> {
  const annotations = {
    "meta.helm.sh/release-name": null,
    "meta.helm.sh/release-namespace": null,
    "argocd.argoproj.io/tracking-id": `${name}:/Service:services/${name}`,
  };
  const body = { metadata: { annotations } };
  const service = { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "services" } };
  const api = KubernetesObjectApi.makeApiClient(config);
  const patch = JSON.parse(JSON.stringify({ ...service, metadata: { ...service.metadata, ...body.metadata } }));
  await api.patch(patch, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
}
