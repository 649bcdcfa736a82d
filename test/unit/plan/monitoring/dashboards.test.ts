import { deepEqual, equal, match } from "node:assert/strict";
import { isObject, type JsonObject } from "../../../../src/core/json.ts";
import type { Plan } from "../../../../src/plan/plan.ts";
import { matchesGolden } from "../../../support/golden.ts";
import { dashboardsOf, expressionsOf, leastMonitoredPlan, monitoredPlan } from "../../../support/monitoring.ts";

/** A panel, as far as tests look at it. */
interface Shown {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

function panelsOf(dashboard: JsonObject): readonly Shown[] {
  return JSON.parse(JSON.stringify(dashboard.panels));
}

/** What the sidecar of Grafana looks for, from the chart's values. */
function sidecarOf({ releases }: Plan) {
  const { values } = releases.find(({ name }) => name === "kube-prometheus-stack") ?? {};
  return JSON.parse(JSON.stringify(values)).grafana.sidecar.dashboards;
}

describe("dashboards", () => {
  let plan: Plan;
  let dashboards: Readonly<Record<string, JsonObject>>;
  before(async () => {
    plan = await monitoredPlan();
    dashboards = dashboardsOf(plan);
  });

  it("are as their golden files say", () => {
    deepEqual(Object.keys(dashboards).sort(), ["platform.json", "services.json"]);
    for (const [file, dashboard] of Object.entries(dashboards))
      matchesGolden(`test/fixtures/golden/dashboards/${file}`, `${JSON.stringify(dashboard, null, 2)}\n`);
  });

  it("are what Grafana's sidecar looks for, and lie in one folder", () => {
    const { label, labelValue, searchNamespace, folderAnnotation, provider } = sidecarOf(plan);
    const found = plan.objects.filter(
      ({ object }) => object.kind === "ConfigMap" && Object(object.metadata).labels[label] === labelValue,
    );
    equal(found.length, 2);
    equal(searchNamespace, "ALL");
    for (const { object } of found) equal(Object(object.metadata).annotations[folderAnnotation], "Platform");
    equal(provider.foldersFromFilesStructure, true);
  });

  it("have an address that stays, and take their measurements from the chosen Prometheus", () => {
    for (const [file, { uid, templating, ...dashboard }] of Object.entries(dashboards)) {
      equal(`${uid}.json`, file);
      const [first] = isObject(templating) && Array.isArray(templating.list) ? templating.list : [];
      deepEqual(
        [Object(first).name, Object(first).type, Object(first).query],
        ["datasource", "datasource", "prometheus"],
      );
      for (const { datasource, targets = [] } of panelsOf(dashboard).filter(({ type }) => type !== "row"))
        for (const { uid: used } of [datasource, ...targets.map((target) => target.datasource)].filter(
          (one) => one !== undefined,
        ))
          equal(used, "$" + "{datasource}");
    }
  });

  it("have panels with titles and descriptions, none over another", () => {
    for (const [file, dashboard] of Object.entries(dashboards)) {
      const panels = panelsOf(dashboard);
      equal(new Set(panels.map(({ id }) => id)).size, panels.length);
      const taken = new Set<string>();
      for (const {
        type,
        title,
        description,
        gridPos: { x, y, w, h },
      } of panels) {
        equal(x >= 0 && x + w <= 24 && w > 0 && h > 0, true, `${file}: ${title} does not fit`);
        if (type !== "row") match(description, /^[A-Z0-9].{10,}\.$/, `${file}: ${title}`);
        for (let column = x; column < x + w; column += 1)
          for (let line = y; line < y + h; line += 1) {
            equal(taken.has(`${column},${line}`), false, `${file}: ${title} lies on another`);
            taken.add(`${column},${line}`);
          }
      }
    }
  });

  it("refer to choices that they have", () => {
    for (const [file, dashboard] of Object.entries(dashboards)) {
      const list = isObject(dashboard.templating) ? dashboard.templating.list : [];
      const names = new Set((Array.isArray(list) ? list : []).map((variable) => Object(variable).name));
      const used = expressionsOf(dashboard).flatMap((text) =>
        [...text.matchAll(/\$([a-zA-Z_]+)/g)].map(([, name]) => name),
      );
      deepEqual(
        used.filter((name) => name !== "__rate_interval" && !names.has(name)),
        [],
        file,
      );
    }
  });

  it("of services show request rate, errors, latency and saturation", () => {
    const titles = panelsOf(dashboards["services.json"] ?? {}).map(({ title }) => title);
    for (const title of ["Request rate", "Errors", "Latency", "CPU", "Memory", "Replicas"])
      equal(titles.includes(title), true, title);
  });

  it("of the platform show what is installed, and nothing else", () => {
    const titles = (planned: Plan) => panelsOf(dashboardsOf(planned)["platform.json"] ?? {}).map(({ title }) => title);
    const optional = ["Certificates", "ExternalSecrets", "Applications"];
    for (const title of optional) equal(titles(plan).includes(title), true, title);
    const fewer = titles(leastMonitoredPlan());
    deepEqual(
      optional.filter((title) => fewer.includes(title)),
      [],
    );
  });
});
