import { deepEqual, equal, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../../../../src/catalog/catalog.ts";
import { alertNames } from "../../../../src/config/monitoring.ts";
import type { Plan } from "../../../../src/plan/plan.ts";
import { inOrder, objectIn } from "../../../support/environment.ts";
import { leastMonitoredPlan, monitoredPlan, rulesIn, rulesOf } from "../../../support/monitoring.ts";
import { planOf, root } from "../../../support/stack.ts";

const alertsOf = (plan: Plan) => rulesIn(rulesOf(plan)).filter(({ alert }) => alert !== undefined);
const namesOf = (plan: Plan) => alertsOf(plan).map(({ alert }) => alert);

describe("monitoring of a plan", () => {
  it("is none where nobody measures", async () => {
    const { objects } = await planOf(root, "dev", catalog);
    deepEqual(
      objects.filter(({ guard }) => guard !== true).map(({ object }) => object.kind),
      ["NetworkPolicy"],
    );
  });

  it("comes after what measures, beside it, with the label that Prometheus looks for", async () => {
    const plan = await monitoredPlan();
    for (const step of [
      "PrometheusRule/observability/platform",
      "ConfigMap/observability/dashboard-services",
      "ConfigMap/observability/dashboard-platform",
    ])
      equal(inOrder(plan, "kube-prometheus-stack", step), true, step);
    const { labels } = Object(objectIn(plan, "PrometheusRule/observability/platform").metadata);
    equal(labels.release, "kube-prometheus-stack");
  });

  it("has every alert where everything is installed, each once", async () => {
    deepEqual(namesOf(await monitoredPlan()).sort(), [...alertNames].sort());
  });

  it("has no alert, and no source of requests, of what is not installed", () => {
    const plan = leastMonitoredPlan();
    const names = namesOf(plan);
    equal(names.includes("AppHighErrorRate"), true);
    deepEqual(
      names.filter((name) => /Certificate|ExternalSecret/.test(name ?? "")),
      [],
    );
    equal(JSON.stringify(rulesOf(plan)).includes("traefik"), false);
  });

  it("says of every alert how bad it is, what is wrong, and where the runbook is", async () => {
    const plan = await monitoredPlan("monitoring.runbooks=docs/operations.md");
    const headings = [...readFileSync(join(root, "docs/operations.md"), "utf8").matchAll(/^#+ (.*)$/gm)];
    const anchors = headings.map(([, heading = ""]) => heading.toLowerCase().replaceAll(" ", "-"));
    for (const { alert = "", labels, annotations, for: patience = "" } of alertsOf(plan)) {
      match(labels.severity ?? "", /^(critical|warning)$/, alert);
      match(patience, /^\d+[mh]$/, alert);
      deepEqual(Object.keys(annotations).sort(), ["description", "runbook_url", "summary"], alert);
      for (const text of Object.values(annotations)) equal(text.length > 10, true, alert);
      const [file, anchor = ""] = (annotations.runbook_url ?? "").split("#");
      deepEqual([file, anchors.includes(anchor)], ["docs/operations.md", true], `${alert} has no runbook`);
    }
  });

  it("takes the environment's word on limits, unwanted alerts and further ones", async () => {
    const rules = async (...assignments: readonly string[]) => alertsOf(await monitoredPlan(...assignments));
    const expression = async (name: string, assignment: string) =>
      (await rules(assignment)).find(({ alert }) => alert === name)?.expr ?? "";
    match(await expression("AppHighErrorRate", "monitoring.errorRatio=0.2"), /> 0\.2$/);
    match(await expression("CertificateExpiring", "monitoring.certificateDays=7"), /< 7 \*/);
    match(await expression("VolumeAlmostFull", "monitoring.volumeRatio=0.7"), /> 0\.7 or/);
    equal(
      (await rules("monitoring.without=[JobFailed]")).some(({ alert }) => alert === "JobFailed"),
      false,
    );
    const own =
      "{expression: queue > 5, for: 1h, severity: critical, summary: Too long, description: Why, runbook: 'https://example.com/q'}";
    deepEqual((await rules(`monitoring.alerts.QueueTooLong=${own}`)).at(-1), {
      alert: "QueueTooLong",
      expr: "queue > 5",
      for: "1h",
      labels: { severity: "critical" },
      annotations: { summary: "Too long", description: "Why", runbook_url: "https://example.com/q" },
    });
  });
});
