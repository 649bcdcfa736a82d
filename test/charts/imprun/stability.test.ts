import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  all,
  chart,
  environments,
  everything,
  findHelm,
  podTemplates,
  type Rendering,
  render,
  renderAgain,
} from "./rendering.ts";

/** What the API server refuses to change on an existing workload. */
const immutable = (rendering: Rendering) => [
  ...all(rendering, "Deployment").map(({ metadata, spec }) => [metadata?.name, spec?.selector]),
  ...all(rendering, "StatefulSet").map(({ metadata, spec }) => [
    metadata?.name,
    spec?.selector,
    spec?.serviceName,
    spec?.podManagementPolicy,
    spec?.volumeClaimTemplates,
  ]),
];

describe("imprun chart: a new version of the chart", () => {
  let newer: string;

  before(findHelm);

  beforeEach(() => {
    newer = mkdtempSync(join(tmpdir(), "imprun-chart-"));
    cpSync(chart, newer, { recursive: true });
    const parts = readdirSync(join(newer, "charts")).map((part) => join("charts", part));
    for (const part of ["", ...parts]) {
      const file = join(newer, part, "Chart.yaml");
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(/\b0\.1\.0\b/g, "9.9.9"));
    }
  });

  afterEach(() => rmSync(newer, { recursive: true }));

  it("changes nothing that is immutable", () => {
    for (const environment of environments) {
      const before = render(environment, everything);
      const after = renderAgain(environment, everything, newer);
      assert.ok(after.text.includes("imprun-server-9.9.9"));
      assert.deepEqual(immutable(after), immutable(before), environment);
    }
  });

  it("restarts no pod", () => {
    assert.deepEqual(podTemplates(renderAgain("prod", {}, newer)), podTemplates(render("prod")));
  });
});

describe("imprun chart: rendering", () => {
  before(findHelm);

  it("gives the same text each time", () => {
    for (const environment of environments) {
      assert.equal(renderAgain(environment, everything).text, renderAgain(environment, everything).text);
    }
  });

  it("does not show the content hash, which only makes Helm see a change", () => {
    assert.equal(render("prod", { "global.contentHash": "0123abcd" }).text, render("prod").text);
  });

  it("restarts no member of mongodb when their number changes", () => {
    const template = (rendering: Rendering) => podTemplates(rendering).find(({ name }) => name === "imprun-mongodb");
    assert.deepEqual(template(render("prod", { "mongodb.replicaCount": 5 })), template(render("prod")));
  });

  it("labels every object with its name, release, part and chart", () => {
    for (const { kind, metadata } of render("prod").objects) {
      const labels = metadata?.labels ?? {};
      for (const label of ["name", "instance", "component", "part-of", "version", "managed-by"]) {
        assert.ok(labels[`app.kubernetes.io/${label}`], `${kind} ${metadata?.name} has no label ${label}`);
      }
    }
  });
});
