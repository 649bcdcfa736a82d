import { deepEqual, equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../src/core/json.ts";
import { debianProgram } from "../support/debian.ts";
import { monitoredPlan } from "../support/monitoring.ts";

describe("Alertmanager's configuration, by amtool", () => {
  let place = "";
  let amtool = "";
  let config: JsonObject;

  before(async function () {
    this.timeout(300_000);
    amtool = debianProgram(this, "amtool");
    place = mkdtempSync(join(tmpdir(), "alertmanager-"));
    const { values } = (await monitoredPlan()).releases.find(({ name }) => name === "kube-prometheus-stack") ?? {};
    const { alertmanager } = values ?? {};
    if (!isObject(alertmanager) || !isObject(alertmanager.config)) throw new Error("there is no configuration");
    config = alertmanager.config;
    // The chart's `global` lies below it; the webhook is a file, which is read when somebody is told.
    writeFileSync(join(place, "config.json"), JSON.stringify(config));
  });

  after(() => rmSync(place, { recursive: true, force: true }));

  const ask = (...args: readonly string[]) => spawnSync(amtool, args, { cwd: place, encoding: "utf8" });

  it("is in order", () => {
    const { status, stdout, stderr } = ask("check-config", "config.json");
    equal(status, 0, stdout + stderr);
    match(stdout, /2 receivers/);
    match(stdout, /3 inhibit rules/);
  });

  it("would be refused with a mistake in it", () => {
    writeFileSync(join(place, "broken.json"), JSON.stringify({ ...config, receivers: [] }));
    equal(ask("check-config", "broken.json").status, 1);
  });

  const routed = (...labels: readonly string[]) =>
    ask("config", "routes", "test", "--config.file=config.json", ...labels).stdout.trim();

  it("sends alerts of both severities to Slack, and those that only prove something nowhere", () => {
    equal(routed("alertname=AppHighErrorRate", "severity=critical"), "slack");
    equal(routed("alertname=AppPodCrashLooping", "severity=warning"), "slack");
    equal(routed("alertname=Watchdog", "severity=none"), "null");
  });

  it("keeps the webhook out of the values: they name the file of the mounted Secret", () => {
    const text = JSON.stringify(config);
    match(text, /"api_url_file":"\/etc\/alertmanager\/secrets\/kube-prometheus-stack-slack-webhook\/url"/);
    equal(/"api_url"|hooks\.slack\.com/.test(text), false);
    match(text, /"channel":"#alerts"/);
  });

  it("tells of what is critical sooner and more often, one message for each namespace and alert", () => {
    const { route } = JSON.parse(JSON.stringify(config));
    deepEqual(route.group_by, ["namespace", "alertname"]);
    const [, critical] = route.routes;
    deepEqual([critical.group_wait, critical.repeat_interval], ["10s", "1h"]);
    deepEqual([route.group_wait, route.repeat_interval], ["30s", "12h"]);
  });
});
