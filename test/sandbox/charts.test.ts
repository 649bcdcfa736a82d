import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { toolPath } from "../support/tools.ts";
import { run, succeed } from "./command.ts";

interface Packaged {
  name: string;
  version: string;
  file: string;
  sha256: string;
}

interface Rendered {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { replicas?: number };
}

const charts = [
  "cert-manager@v1.21.1",
  "external-secrets@2.9.0",
  "sealed-secrets@2.19.1",
  "argo-cd@10.1.1",
  "reloader@2.2.16",
  "some-chart@1.2.3",
];

describe("stand-in charts", function () {
  this.timeout(120_000);
  const out = mkdtempSync(path.join(tmpdir(), "stand-in-charts-"));
  let packaged: Packaged[];

  before(async () => {
    packaged = await succeed<Packaged[]>(["charts", "--out", out, ...charts]);
  });
  after(() => rmSync(out, { recursive: true, force: true }));

  function render(name: string, release: string, ...words: string[]): Rendered[] {
    const file = packaged.find((chart) => chart.name === name)?.file ?? "";
    const text = execFileSync(toolPath("helm"), ["template", release, file, ...words], { encoding: "utf8" });
    return parseAllDocuments(text)
      .map((document) => document.toJS())
      .filter((object) => object !== null);
  }

  const named = (objects: Rendered[], kind: string): string[] =>
    objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

  it("have name, version and digest of the archive", () => {
    assert.deepEqual(
      packaged.map(({ name, version }) => `${name}@${version}`),
      charts,
    );
    for (const { name, version, file, sha256 } of packaged) {
      assert.equal(path.basename(file), `${name}-${version}.tgz`);
      assert.equal(createHash("sha256").update(readFileSync(file)).digest("hex"), sha256);
    }
  });

  it("bring custom resources where the real chart does, with the real chart's switch", () => {
    assert.deepEqual(named(render("cert-manager", "cert-manager"), "CustomResourceDefinition"), []);
    const definitions = render("cert-manager", "cert-manager", "--set", "crds.enabled=true");
    assert.ok(named(definitions, "CustomResourceDefinition").includes("certificates.cert-manager.io"));
    const definition = definitions.find(({ kind }) => kind === "CustomResourceDefinition");
    assert.equal(definition?.metadata.annotations?.["helm.sh/resource-policy"], "keep");
    assert.deepEqual(named(render("sealed-secrets", "sealed-secrets"), "CustomResourceDefinition"), []);
    const included = render("sealed-secrets", "sealed-secrets", "--include-crds");
    assert.deepEqual(named(included, "CustomResourceDefinition"), ["sealedsecrets.bitnami.com"]);
  });

  it("annotate custom resources as told", () => {
    const key = "crds.annotations.helm\\.sh/resource-policy";
    const rendered = render("external-secrets", "external-secrets", "--set-string", `${key}=keep`);
    const definition = rendered.find(({ kind }) => kind === "CustomResourceDefinition");
    assert.equal(definition?.metadata.annotations?.["helm.sh/resource-policy"], "keep");
    const plain = render("external-secrets", "external-secrets", "--set", "installCRDs=false");
    assert.deepEqual(named(plain, "CustomResourceDefinition"), []);
  });

  it("name their workloads as the real charts do, and follow replicas", () => {
    assert.deepEqual(named(render("reloader", "reloader"), "Deployment"), ["reloader-reloader"]);
    assert.deepEqual(named(render("some-chart", "web"), "Deployment"), ["web-some-chart"]);
    assert.ok(named(render("argo-cd", "argocd"), "Deployment").includes("argocd-server"));
    const accounts = named(render("external-secrets", "external-secrets"), "ServiceAccount");
    assert.ok(accounts.includes("external-secrets"), "stores sign in by the controller's account");
    const renamed = render("sealed-secrets", "sealed-secrets", "--set", "fullnameOverride=sealed-secrets-controller");
    assert.deepEqual(named(renamed, "Deployment"), ["sealed-secrets-controller"]);
    const scaled = render("cert-manager", "cert-manager", "--set", "webhook.replicaCount=2");
    const webhook = scaled.find(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name === "cert-manager-webhook",
    );
    assert.equal(webhook?.spec.replicas, 2);
  });

  it("refuse what is no chart, all of it at once", async () => {
    const { code, stderr } = await run(["charts", "--out", out, "cert-manager", "argo-cd@latest"]);
    assert.equal(code, 1);
    assert.match(stderr, /Not a chart: cert-manager, argo-cd@latest\.\n {2}Write name@version/);
  });
});
