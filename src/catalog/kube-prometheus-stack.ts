import { z } from "zod";
import { hostName } from "../core/names.ts";
import { defineComponent } from "./component.ts";
import { alertmanagerOpen, alertmanagerValues } from "./kube-prometheus-stack/alertmanager.ts";
import { exporterOpen, exporterValues } from "./kube-prometheus-stack/exporters.ts";
import { grafanaOpen, grafanaValues } from "./kube-prometheus-stack/grafana.ts";
import { prometheusOpen, prometheusValues } from "./kube-prometheus-stack/prometheus.ts";
import { measuring } from "./monitoring.ts";
import { quantitySetting, resourcesSetting } from "./resources.ts";

const grafana = z
  .strictObject({
    host: z
      .string()
      .regex(hostName, { error: "is no host name" })
      .optional()
      .describe("Host of the dashboards; without it, they are reached by port-forward only."),
    storage: quantitySetting("10Gi").describe("Size of the volume that holds users and what they have changed."),
    rotation: z.int().min(1).default(1).describe("A higher number makes a new password of the administrator."),
  })
  .prefault({})
  .describe("The dashboards; ConfigMaps labelled `grafana_dashboard` of any namespace become dashboards.");

const slack = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe("Alerts go to Slack, through the webhook that is the secret `slackWebhookUrl`."),
    channel: z
      .string()
      .regex(/^[#@]\S+$/, { error: "is no channel, such as #alerts" })
      .default("#alerts")
      .describe("Channel."),
    rotation: z.int().min(1).default(1).describe("Counts up when the webhook is replaced."),
  })
  .prefault({})
  .describe("Where alerts go.");

/** The name that the chart gives the Service of its dashboards. */
const service = { name: "kube-prometheus-stack-grafana", port: 80 };

/** Pods of the dashboards. */
const pods = {
  labels: { "app.kubernetes.io/name": "grafana", "app.kubernetes.io/instance": "kube-prometheus-stack" },
  port: 3000,
};

/** Measures, shows and raises alerts. */
export const kubePrometheusStack = defineComponent({
  name: measuring,
  summary:
    "Measures the cluster and everything in it (Prometheus), shows it (Grafana) and raises alerts (Alertmanager).",
  namespace: "observability",
  // The exporter on each node reads the node's own processes and file systems.
  podSecurity: "privileged",
  chart: {
    repository: "https://prometheus-community.github.io/helm-charts",
    name: "kube-prometheus-stack",
    version: "88.5.3",
  },
  requires: ["prometheus-operator-crds"],
  after: ["cilium"],
  entrances: [
    // It measures whatever is beside it, and its parts ask one another.
    { name: "neighbours", pods: {}, from: "neighbours", ports: [] },
    // The API server asks the operator whether rules are sound.
    { name: "webhook", pods: { app: "kube-prometheus-stack-operator" }, from: "anybody", ports: [10250] },
  ],
  settings: z.strictObject({
    retention: z
      .string()
      .regex(/^\d+[hdwy]$/, { error: "is no duration, such as 15d" })
      .default("15d")
      .describe("How long measurements are kept."),
    storage: quantitySetting("50Gi").describe("Size of each volume of measurements."),
    resources: resourcesSetting({ cpu: "250m", memory: "1Gi" }, { cpu: "2000m", memory: "4Gi" }).describe(
      "Resources of each Prometheus, which grow with what is measured.",
    ),
    grafana,
    slack,
  }),
  open: [...prometheusOpen, ...alertmanagerOpen, ...grafanaOpen, ...exporterOpen],
  hosts: ({ grafana: { host } }) =>
    host === undefined
      ? []
      : [{ part: "grafana", host, secretName: "grafana-tls", service, pods, setting: ["grafana", "host"] }],
  secrets: ({ grafana: { rotation }, slack: { enabled, rotation: replaced } }) => ({
    "grafana-admin": {
      keys: {
        "admin-user": { from: "template", text: "admin" },
        "admin-password": { from: "generated", length: 32, alphabet: "alphanumeric", rotation },
      },
      consumers: ["kube-prometheus-stack-grafana"],
      rotation: ["grafana", "rotation"],
    },
    ...(enabled
      ? {
          "slack-webhook": {
            keys: { url: { from: "config", key: "slackWebhookUrl", rotation: replaced } },
            consumers: ["alertmanager-kube-prometheus-stack-alertmanager"],
            rotation: ["slack", "rotation"],
          },
        }
      : {}),
  }),
  values: (settings, context) => ({
    // The kinds are a component of their own: Helm never upgrades those that a chart brings in `crds/`.
    crds: { enabled: false },
    ...prometheusValues(settings, context),
    alertmanager: alertmanagerValues(settings.slack, context),
    grafana: grafanaValues(settings.grafana, context),
    ...exporterValues(),
  }),
});
