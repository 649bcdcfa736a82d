import { deepEqual, equal } from "node:assert/strict";
import { kubePrometheusStack } from "../../../src/catalog/kube-prometheus-stack.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { valuesOf } from "./values.ts";

/** The values as plain JSON, to be read by path. */
function values(given: JsonObject = {}, context: Parameters<typeof valuesOf>[2] = {}) {
  return JSON.parse(JSON.stringify(valuesOf(kubePrometheusStack, given, context)));
}

describe("kube-prometheus-stack", () => {
  it("keeps measurements for 15 days on 50Gi, and finds the monitors of everybody", () => {
    const { prometheusSpec } = values().prometheus;
    equal(prometheusSpec.retention, "15d");
    equal(prometheusSpec.scrapeInterval, "30s");
    equal(prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage, "50Gi");
    equal(prometheusSpec.serviceMonitorSelectorNilUsesHelmValues, false);
    equal(values().crds.enabled, false);
  });

  it("keeps Grafana on 10Gi, replaced rather than rolled, with dashboards from labelled ConfigMaps", () => {
    const { grafana } = values();
    deepEqual(grafana.persistence, { enabled: true, size: "10Gi" });
    deepEqual(grafana.deploymentStrategy, { type: "Recreate" });
    equal(grafana.sidecar.dashboards.label, "grafana_dashboard");
    deepEqual(grafana.admin, {
      existingSecret: "kube-prometheus-stack-grafana-admin",
      userKey: "admin-user",
      passwordKey: "admin-password",
    });
  });

  it("shows as figures only the labels of Helm's records and of drift, and nothing of a Secret's content", () => {
    const { "kube-state-metrics": exporter } = values();
    deepEqual(exporter.metricLabelsAllowlist, ["secrets=[owner,name,status]", "configmaps=[drift,stack]"]);
    equal(exporter.metricAnnotationsAllowList, undefined);
  });

  it("leaves out the alerts of the chart that the platform has its own for", () => {
    const { disabled } = values().defaultRules;
    deepEqual(disabled, { KubeJobFailed: true, KubePersistentVolumeFillingUp: true, KubePodCrashLooping: true });
  });

  it("sends alerts nowhere, or to Slack by a mounted webhook", () => {
    equal(values().alertmanager.config, undefined);
    deepEqual(Object.keys(kubePrometheusStack.secrets?.(kubePrometheusStack.settings.parse({})) ?? {}), [
      "grafana-admin",
    ]);
    const { config, alertmanagerSpec } = values({ slack: { enabled: true } }).alertmanager;
    deepEqual(alertmanagerSpec.secrets, ["kube-prometheus-stack-slack-webhook"]);
    deepEqual(
      config.receivers.map(({ name }: { readonly name: string }) => name),
      ["null", "slack"],
    );
    const [receiver] = config.receivers[1].slack_configs;
    equal(receiver.channel, "#alerts");
    equal(receiver.api_url_file, "/etc/alertmanager/secrets/kube-prometheus-stack-slack-webhook/url");
    equal(config.route.receiver, "slack");
  });

  it("shows traces beside measurements where there are any", () => {
    equal(values().grafana.additionalDataSources, undefined);
    const installed = new Set(["kube-prometheus-stack", "jaeger"]);
    equal(values({}, { installed }).grafana.additionalDataSources[0].type, "jaeger");
  });
});
