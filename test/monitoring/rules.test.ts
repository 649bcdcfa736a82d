import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { catalog } from "../../src/catalog/catalog.ts";
import { alertNames } from "../../src/config/monitoring.ts";
import { listStacks } from "../../src/config/stack-file.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { requestRules } from "../../src/plan/monitoring/requests.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { debianProgram } from "../support/debian.ts";
import { dashboardsOf, expressionsOf, monitoredPlan, rulesOf } from "../support/monitoring.ts";
import { planOf, root } from "../support/stack.ts";
import { appStories } from "./app-stories.ts";
import { platformStories } from "./platform-stories.ts";
import { checkRules, playStories, type Story } from "./promtool.ts";
import { runbooks } from "./story.ts";

const stories: readonly Story[] = Object.values({ ...appStories, ...platformStories }).flat();

/** An expression with the dashboard's choices made. */
function chosen(expression: string): string {
  return expression
    .replaceAll("$namespace", "services")
    .replaceAll("$app", "web")
    .replaceAll("$__rate_interval", "2m")
    .replaceAll(/\$\{datasource\}/g, "prometheus");
}

describe("rules, by promtool", function () {
  this.timeout(300_000);
  let promtool = "";
  let plan: Plan;
  let rules: JsonObject;

  before(async function () {
    promtool = debianProgram(this, "promtool");
    plan = await monitoredPlan(`monitoring.runbooks=${runbooks}`);
    rules = rulesOf(plan);
  });

  it("of every stack that measures are in order", async () => {
    for (const stack of await listStacks(root)) {
      const planned = await planOf(root, stack, catalog);
      if (planned.releases.some(({ name }) => name === "kube-prometheus-stack"))
        equal(checkRules(promtool, rulesOf(planned)), "", stack);
    }
  });

  it("that are broken are told", () => {
    match(checkRules(promtool, { groups: [{ name: "a", rules: [{ record: "a:b", expr: "sum(" }] }] }), /parse/);
  });

  it("of dashboards can be read, too", () => {
    const dashboards = Object.values(dashboardsOf(plan));
    const expressions = dashboards.flatMap(expressionsOf).map(chosen);
    deepEqual([dashboards.length, expressions.length > 30], [2, true]);
    const rules = expressions.map((expr, index) => ({ record: `query:${index}`, expr }));
    equal(checkRules(promtool, { groups: [{ name: "dashboards", rules }] }), "");
  });

  it("have a story in which each alert fires, and one in which it does not", () => {
    const moments = stories.flatMap(({ alert_rule_test = [] }) => alert_rule_test);
    for (const name of alertNames) {
      const own = moments.filter(({ alertname }) => alertname === name);
      notEqual(own.filter(({ exp_alerts }) => exp_alerts.length > 0).length, 0, name);
      notEqual(own.filter(({ exp_alerts }) => exp_alerts.length === 0).length, 0, name);
    }
  });

  for (const story of stories) {
    it(`tell it right when ${story.name}`, () => equal(playStories(promtool, rules, [story]), ""));
  }

  it("follow the settings of the environment", async () => {
    const lenient = rulesOf(await monitoredPlan("monitoring.errorRatio=0.5", "monitoring.without=[JobFailed]"));
    const [tenPercent] = appStories.errorStories;
    match(playStories(promtool, lenient, [tenPercent!]), /AppHighErrorRate/);
    match(playStories(promtool, lenient, appStories.jobStories), /JobFailed/);
  });

  it("tell namespaces apart of which one begins like the other", () => {
    const record = { groups: [{ name: "requests", rules: requestRules(["web", "web-admin"], true) }] };
    const count = (service: string) => ({
      series: `traefik_service_requests_total{exported_service="${service}", code="200"}`,
      values: "0+60x10",
    });
    const told = (app: string, namespace: string) => ({
      labels: `app:http_requests:rate5m{app="${app}", namespace="${namespace}", source="ingress", code="200"}`,
      value: 1,
    });
    const story: Story = {
      name: "names",
      input_series: [count("web-admin-api-http@kubernetes"), count("web-api-8080@kubernetescrd")],
      promql_expr_test: [
        {
          expr: "app:http_requests:rate5m",
          eval_time: "10m",
          exp_samples: [told("api", "web-admin"), told("api", "web")],
        },
      ],
    };
    equal(playStories(promtool, record, [story]), "");
  });
});
