import { deepEqual, equal, match, ok } from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../../../src/core/json.ts";
import { RenderCache } from "../../../../src/operate/render/cache.ts";
import { type Rendered, type RenderOptions, renderPlan } from "../../../../src/operate/render/render.ts";
import { planFor } from "../../../support/environment.ts";
import { FakeHelm } from "../../../support/fake-helm.ts";

const definition = `---
# Source: web/crds/shop.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.example.dev}
spec:
  group: example.dev
  scope: Cluster
  names: {kind: Shop}
  versions: [{name: v1, served: true}, {name: v1beta1, served: false}]
`;
const web = `${definition}---
apiVersion: example.dev/v1
kind: Shop
metadata: {name: corner}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {password: the-canary}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, annotations: {helm.sh/resource-policy: keep}}
data: {mode: 0644, time: 12:30:45, on: yes}
`;
const worker = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: worker}\n";

describe("rendering", () => {
  let directory: string;
  let folder: string;
  let helm: FakeHelm;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "render-"));
    folder = join(directory, "cache");
    cpSync("test/fixtures/project", directory, { recursive: true });
    appendFileSync(join(directory, "charts/web/Chart.yaml"), "# CustomResourceDefinition\n");
    appendFileSync(join(directory, "charts/worker/Chart.yaml"), "# .Capabilities.APIVersions\n");
    helm = new FakeHelm({ web, worker });
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
    helm.remove();
  });

  function render(values: JsonObject = {}, options: RenderOptions = {}): Promise<Rendered> {
    const app = { namespace: "shop", requires: [] };
    const apps = { web: { ...app, chart: "web", values }, worker: { ...app, chart: "worker" } };
    return renderPlan(planFor({ apps }), directory, helm.path, { cache: new RenderCache(folder), ...options });
  }

  it("names each object by where it goes, and says which release brings it", async () => {
    const { objects, skipped } = await render();
    deepEqual(skipped, {});
    deepEqual(
      objects.map(({ id, release }) => [id, release]),
      [
        ["CustomResourceDefinition/shops.example.dev", "web"],
        ["Namespace/shop", undefined],
        ["Shop/corner", "web"],
        ["shop/ConfigMap/web", "web"],
        ["shop/ConfigMap/worker", "worker"],
        ["shop/NetworkPolicy/default-deny", undefined],
        ["shop/Secret/web", "web"],
      ],
    );
    deepEqual(
      objects.filter(({ installedOnce }) => installedOnce).map(({ id }) => id),
      ["CustomResourceDefinition/shops.example.dev"],
    );
    deepEqual(
      objects.filter(({ retained }) => retained).map(({ id }) => id),
      ["shop/ConfigMap/web"],
    );
  });

  it("reads YAML as Helm does: octal numbers, yes, and no times of day", async () => {
    const { objects } = await render();
    const { object } = objects.find(({ id }) => id === "shop/ConfigMap/web")!;
    deepEqual(object.data, { mode: 0o644, time: "12:30:45", true: true });
  });

  it("tells a chart that asks of the kinds that the others bring", async () => {
    const { capabilities } = await render();
    deepEqual(capabilities.apiVersions, ["example.dev/v1", "example.dev/v1/Shop"]);
    const [first = "", second = ""] = helm.calls();
    match(first, /^template web /);
    match(second, /^template worker .*--api-versions example\.dev\/v1 --api-versions example\.dev\/v1\/Shop/);
  });

  it("starts no Helm where nothing has changed, and one for what has", async () => {
    const first = await render();
    equal(helm.calls().length, 2);
    deepEqual(await render(), first);
    deepEqual(helm.calls(), []);
    await render({ replicas: 2 });
    const calls = helm.calls();
    equal(calls.length, 1);
    match(calls[0]!, /^template web /);
  });

  it("renders anew for another version, other kinds, or a release that is there", async () => {
    await render();
    helm.calls();
    const target = {
      capabilities: { kubernetesVersion: "1.30.0", apiVersions: ["a/v1"] },
      clusterKinds: [],
      lookup: [],
    };
    await render({}, { target: { ...target, installed: new Set() } });
    equal(helm.calls().length, 2);
    await render({}, { target: { ...target, installed: new Set(["shop/web"]) } });
    const [call = "", ...rest] = helm.calls();
    deepEqual(rest, []);
    ok(call.endsWith("--is-upgrade"), call);
  });

  it("renders anew when the chart has changed", async () => {
    await render();
    helm.calls();
    appendFileSync(join(directory, "charts/worker/Chart.yaml"), "# edited\n");
    await render();
    equal(helm.calls().length, 1);
  });

  it("keeps no secret value, neither in what it returns nor in the cache", async () => {
    const { objects } = await render();
    const { object, prints = {} } = objects.find(({ id }) => id === "shop/Secret/web")!;
    deepEqual(object.stringData, { password: "[masked]" });
    match(prints.password!, /^[0-9a-f]{16}$/);
    const { execFileSync } = await import("node:child_process");
    const found = execFileSync("sh", ["-c", 'grep -rl the-canary "$0" || true', folder]).toString();
    equal(found, "");
  });

  it("says why a release cannot be rendered, and renders the others", async () => {
    rmSync(join(directory, "charts/worker"), { recursive: true });
    const { objects, skipped } = await render();
    deepEqual(skipped, { worker: "charts/worker is not there" });
    ok(objects.some(({ release }) => release === "web"));
  });
});
