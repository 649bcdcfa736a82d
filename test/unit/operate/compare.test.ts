import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import type { Json } from "../../../src/core/json.ts";
import { compareReport, differences } from "../../../src/operate/compare.ts";
import type { Context } from "../../../src/operate/context.ts";
import { root } from "../../support/stack.ts";

const context: Context = {
  directory: root,
  stack: "staging",
  override: {},
  yes: false,
  terminal: { coloured: false, interactive: false, say: () => undefined },
  signal: new AbortController().signal,
};

const free = { same: [], both: [] };

describe("differences", () => {
  it("are what differs, by path, with what each side says", () => {
    deepEqual(differences({ a: 1, b: { c: "x", d: [1] } }, { a: 1, b: { c: "y", d: [1, 2] } }, free), [
      { path: "b.c", left: "x", right: "y", refused: false },
      { path: "b.d", left: [1], right: [1, 2], refused: false },
    ]);
  });

  it("tell once what one side does not have, however much is below it, and nothing of an empty map around it", () => {
    const jaeger = { resources: { limits: { cpu: 1 } }, retention: "72h" };
    deepEqual(differences({ components: { reloader: {} } }, { components: { jaeger } }, free), [
      { path: "components.jaeger", right: jaeger, refused: false },
      { path: "components.reloader", left: {}, refused: false },
    ]);
    deepEqual(differences({ list: {} }, { list: { app: 1 } }, free), [{ path: "list.app", right: 1, refused: false }]);
  });

  it("are refused by path, with * for any one key, and everything below", () => {
    const app = (chart: string) => ({ apps: { web: { chart, secrets: { db: { length: chart } } } } });
    const refused = (right: Json, ...same: readonly string[]) =>
      differences(app("a"), right, { same, both: [] })
        .filter((difference) => difference.refused)
        .map(({ path }) => path);
    deepEqual(refused(app("b"), "apps.*.chart"), ["apps.web.chart"]);
    deepEqual(refused(app("b"), "apps.web.secrets"), ["apps.web.secrets.db.length"]);
    deepEqual(refused(app("b"), "apps.*"), ["apps.web.chart", "apps.web.secrets.db.length"]);
    deepEqual(refused(app("b"), "*.chart", "apps.other.chart", "apps.web.char"), []);
    deepEqual(refused({ apps: {} }, "apps.*.chart"), ["apps.web"]);
    deepEqual(refused({}, "apps.*.secrets.db"), ["apps"]);
    deepEqual(refused({ apps: {} }, "apps.*.values"), []);
  });

  it("are refused where one side lacks what both have to have, not where its values differ", () => {
    const components = (one: Json) => ({ components: one });
    const refused = (left: Json, right: Json) =>
      differences(components(left), components(right), { same: [], both: ["components.*"] })
        .filter((difference) => difference.refused)
        .map(({ path }) => path);
    deepEqual(refused({ jaeger: { a: 1 } }, {}), ["components.jaeger"]);
    deepEqual(refused({}, { jaeger: {} }), ["components.jaeger"]);
    deepEqual(refused({ jaeger: { a: 1 } }, { jaeger: { b: { c: 2 } } }), []);
  });

  it("are none between equals, and the same in both directions", () => {
    const settings = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.dictionary(fc.string(), fc.boolean())));
    fc.assert(
      fc.property(settings, (one) =>
        deepEqual(differences(one, structuredClone(one), { same: ["*"], both: ["*"] }), []),
      ),
    );
    fc.assert(
      fc.property(settings, settings, (one, other) =>
        deepEqual(
          differences(one, other, free).map(({ path }) => path),
          differences(other, one, free).map(({ path }) => path),
        ),
      ),
    );
  });
});

describe("compare", () => {
  it("ends with findings if something differs that must not, else well", async () => {
    const own = await compareReport(context, "staging");
    deepEqual([own.outcome, own.headline], ["fine", "0 settings differ between staging and staging; all of them may."]);
    const once = { ...context, override: { components: { "metrics-server": null }, domain: "staging.imprun.dev" } };
    equal((await compareReport(once, "staging")).outcome, "fine");
    const report = await compareReport(
      { ...context, override: { apps: { imprun: { namespace: "other" } } } },
      "staging",
    );
    equal(report.outcome, "fine", "a one-off change is laid over both");
  });

  it("lists what staging and prod do not share, and finds nothing in it that must not differ", async () => {
    const report = await compareReport(context, "prod");
    equal(report.outcome, "fine");
    const [refused, rest] = report.sections.flatMap((section) => (section.kind === "table" ? [section] : []));
    deepEqual(refused?.rows, []);
    deepEqual(
      rest?.rows.find(([path]) => path === "domain"),
      ["domain", "staging.imprun.dev", "imprun.dev"],
    );
    const paths = rest?.rows.map(([path = ""]) => path) ?? [];
    deepEqual(
      paths.filter((path) => path.startsWith("blueprints.") || path === "certificates.list"),
      [],
    );
  });

  it("finds that dev keeps its secrets elsewhere than staging", async () => {
    const report = await compareReport(context, "dev");
    equal(report.outcome, "findings");
    const [refused] = report.sections.flatMap((section) => (section.kind === "table" ? [section] : []));
    deepEqual(
      refused?.rows.find(([path]) => path === "secrets.backend"),
      ["secrets.backend", "aws-secrets-manager", "pulumi"],
    );
  });
});
