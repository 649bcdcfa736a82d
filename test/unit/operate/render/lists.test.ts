import { deepEqual, ok } from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RenderCache } from "../../../../src/operate/render/cache.ts";
import { isRetained } from "../../../../src/operate/render/object.ts";
import { type ReleaseObject, renderRelease } from "../../../../src/operate/render/render-release.ts";
import { judge } from "../../../../src/rules/judge.ts";
import { library } from "../../../../src/rules/library.ts";
import { planFor } from "../../../support/environment.ts";
import { FakeHelm } from "../../../support/fake-helm.ts";
import { fixtureSettings } from "../../../support/rule-fixtures.ts";

const secret = (name: string, head = "apiVersion: v1, kind: Secret, ") =>
  `{${head}metadata: {name: ${name}}, stringData: {password: the-canary}}`;

const manifest = `apiVersion: v1
kind: List
metadata: {annotations: {helm.sh/resource-policy: keep, example.dev/own: one}}
items:
  - ${secret("plain")}
  - {apiVersion: v1, kind: List, items: [${secret("nested")}]}
  - {apiVersion: v1, kind: SecretList, items: [${secret("inferred", "")}]}
  - {apiVersion: batch/v1, kind: Job, metadata: {name: loader}, spec: {template: {spec: {hostNetwork: true}}}}
---
apiVersion: example.dev/v1
kind: Shop
metadata: {name: corner}
spec: {items: [{kind: Secret}]}
`;

describe("a list in a chart", () => {
  let folder: string;
  let helm: FakeHelm;
  let objects: readonly ReleaseObject[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "lists-"));
    helm = new FakeHelm({ web: manifest });
    const apps = { web: { namespace: "shop", requires: [], chart: "web" } };
    const [release] = planFor({ apps }).releases;
    const chart = { path: "web", digest: "", asksKinds: false, bringsKinds: false, looksUp: false };
    const capabilities = { kubernetesVersion: "1.36.0", apiVersions: [] };
    const kitchen = { helm: helm.path, cache: new RenderCache(folder) };
    objects = await renderRelease(release!, chart, capabilities, false, kitchen);
  });

  after(() => {
    rmSync(folder, { recursive: true });
    helm.remove();
  });

  const named = (name: string) => objects.find(({ object: { metadata } }) => JSON.stringify(metadata).includes(name))!;

  it("is taken apart as Helm's client does, lists in it included", () => {
    deepEqual(
      objects.map(({ object }) => `${object.apiVersion} ${object.kind}`),
      ["v1 Secret", "v1 Secret", "v1 Secret", "batch/v1 Job", "example.dev/v1 Shop"],
    );
    deepEqual(named("corner").object.spec, { items: [{ kind: "Secret" }] });
  });

  it("says for all that is in it whether it is kept", () => {
    deepEqual(
      objects.map(({ object }) => isRetained(object)),
      [true, true, true, true, false],
    );
  });

  it("shows and keeps no value of a Secret that is in it", () => {
    for (const name of ["plain", "nested", "inferred"])
      deepEqual(named(name).object.stringData, { password: "[masked]" }, name);
    const kept = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    ok(kept.length > 1);
    ok(!JSON.stringify([objects, kept]).includes("the-canary"));
  });

  it("hides nothing from the rules", () => {
    const judged = objects.map(({ object }) => ({ id: String(object.kind), namespace: "fixtures", object }));
    const hostAccess = library.filter(({ id }) => id === "host-access");
    const { findings } = judge(judged, fixtureSettings, "2026-01-01", hostAccess);
    deepEqual(
      findings.map(({ object }) => object),
      ["Job"],
    );
  });
});
