import { deepEqual, equal, match } from "node:assert/strict";
import type { JsonObject } from "../../../src/core/json.ts";
import { verifyReport } from "../../../src/operate/charts/verify.ts";
import { type PackedChart, packChart } from "./chart.ts";
import { ChartCheckout, component, sha256 } from "./checkout.ts";

const values = `
replicas: 1
image: {repository: web, tag: ""}
controller:
  service: {type: ClusterIP, annotations: {}}
  affinity: {}
  tolerations: []
  strategy: null
  nodeSelector: {kubernetes.io/os: linux}
  extra: text
cache: {size: 1Gi}
global: {}
`;
const schema = {
  definitions: { probe: { type: "object", properties: { seconds: { type: "integer" } } } },
  properties: {
    replicas: { type: "integer", minimum: 1 },
    optional: { type: "object", properties: { depth: { type: "integer" } } },
    probe: { $ref: "#/definitions/probe" },
    settings: { type: "object", additionalProperties: { type: "string" } },
  },
};
const subchart = {
  "charts/store/Chart.yaml": "{apiVersion: v2, name: store, version: 0.1.0}",
  "charts/store/values.yaml": "size: 1Gi\nglobal: {storeRegistry: ''}\nauth: {enabled: true}\n",
};
const dependencies = [
  { name: "store", version: "0.1.0", alias: "cache", condition: "cache.enabled", tags: ["stores"], repository: "" },
];

interface Finding {
  readonly path: string;
  readonly message: string;
}

describe("charts verify", function () {
  this.timeout(60_000);
  let web: PackedChart;
  const checkout = new ChartCheckout();
  before(function () {
    this.timeout(600_000);
    web = packChart(
      "web",
      "1.0.0",
      { "values.yaml": values, "values.schema.json": JSON.stringify(schema), ...subchart },
      { dependencies },
    );
    checkout.write("vendor/charts/web-1.0.0.tgz", web.content);
  });
  beforeEach(() => checkout.lock({ "web-1.0.0.tgz": sha256(web.content) }));
  after(() => checkout.remove());

  const verify = (set: JsonObject, open: readonly string[] = []) =>
    verifyReport(checkout.context([component(web, "https://charts.example.com", set, open)]));
  const findings = async (set: JsonObject, open: readonly string[] = []) =>
    ((await verify(set, open)).data as { findings: readonly Finding[] }).findings;
  const unknown = async (set: JsonObject, open: readonly string[] = []) =>
    (await findings(set, open)).map(({ path, message }) => `${path}: ${message}`);

  it("finds nothing wrong with what the chart knows", async () => {
    const report = await verify({
      replicas: 2,
      image: { tag: "1" },
      optional: { depth: 1 },
      probe: { seconds: 3 },
      settings: { whatever: "text" },
      global: { storeRegistry: "mirror.example.com" },
      cache: { size: "2Gi", enabled: true, auth: { enabled: false } },
      tags: { stores: true },
    });
    equal(report.outcome, "fine");
    equal(report.headline, "1 archive and 1 set of values looked at: 0 findings.");
  });

  it("finds a misspelt key, names the nearest one, and where it was seen", async () => {
    const report = await verify({ controller: { service: { typ: "NodePort" } } });
    equal(report.outcome, "findings");
    deepEqual((report.data as { findings: readonly unknown[] }).findings, [
      {
        subject: "web",
        path: "controller.service.typ",
        message: "the chart knows no such value; did you mean 'controller.service.type'?",
        origins: ["tier dev", "tier dev, web alone", "tier prod", "tier prod, web alone"],
      },
    ]);
  });

  it("finds a misspelt key of a subchart under its alias, of globals, and of a schema", async () => {
    deepEqual(await unknown({ cache: { auth: { enable: true } } }), [
      "cache.auth.enable: the chart knows no such value; did you mean 'cache.auth.enabled'?",
    ]);
    deepEqual(await unknown({ global: { storeRegistri: "x" } }), [
      "global.storeRegistri: the chart knows no such value; did you mean 'global.storeRegistry'?",
    ]);
    deepEqual(await unknown({ probe: { second: 3 } }), [
      "probe.second: the chart knows no such value; did you mean 'probe.seconds'?",
    ]);
  });

  it("finds a key at the wrong place", async () => {
    deepEqual(await unknown({ service: { type: "NodePort" } }), [
      "service: the chart knows no such value; at the top it has replicas, image, controller, cache, global, optional, probe, settings or tags",
    ]);
    deepEqual(await unknown({ controllers: { service: { type: "NodePort" } } }), [
      "controllers: the chart knows no such value; did you mean 'controller'?",
    ]);
  });

  it("finds a map where the chart has a single value, and the other way round", async () => {
    deepEqual(await unknown({ controller: { extra: { a: 1 }, service: "NodePort" } }), [
      "controller.extra: a map is given, where the chart has a single value",
      "controller.service: a single value is given, where the chart has a map of type or annotations",
    ]);
  });

  it("lets empty maps, lists, nulls, labels and node selectors take any key", async () => {
    const controller = {
      service: { annotations: { a: "1" } },
      affinity: { podAntiAffinity: {} },
      tolerations: [{ key: "a" }],
      strategy: { type: "Recreate" },
      nodeSelector: { disk: "fast" },
    };
    deepEqual(await unknown({ controller }), []);
  });

  it("lets what the catalog calls open take any key, and nothing beside it", async () => {
    const set = { controller: { hidden: { depth: 1 }, hiddenToo: 1 } };
    deepEqual(
      (await findings(set, ["controller.hidden"])).map(({ path }) => path),
      ["controller.hiddenToo"],
    );
  });

  it("reports what the chart's schema refuses", async () => {
    const [finding, ...others] = await unknown({ replicas: 0 });
    deepEqual(others, []);
    match(finding ?? "", /replicas.*minimum/s);
  });

  it("reports an archive that is not the locked one, and looks no further into it", async () => {
    checkout.lock({ "web-1.0.0.tgz": "0".repeat(64) });
    const report = await verify({ replicaz: 1 });
    equal(report.outcome, "failed");
    deepEqual(
      (report.data as { findings: readonly { subject: string }[] }).findings.map(({ subject }) => subject),
      ["vendor/charts/web-1.0.0.tgz"],
    );
    match(JSON.stringify(report.data), /web-1\.0\.0\.tgz: not the one that is locked/);
  });

  it("says what it could not look at: a chart without archive or lock, a stack that cannot be planned", async () => {
    const other = component({ name: "other", version: "1.0.0" }, "https://charts.example.com");
    checkout.write("Pulumi.broken.yaml", "config: {app:environment: {tier: mars}}\n");
    const report = await verifyReport(checkout.context([other]));
    equal(report.outcome, "failed");
    const { unchecked } = report.data as { unchecked: readonly string[] };
    match(unchecked[0] ?? "", /^other-1\.0\.0\.tgz: not locked; run: \S+ charts lock$/);
    match(unchecked[1] ?? "", /^stack broken: Pulumi\.broken\.yaml: \d+ problems?/);
  });
});
