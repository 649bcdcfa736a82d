import { z } from "zod";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { resources, resourcesSetting } from "./resources.ts";
import { secretAnnotations } from "./secret-annotations.ts";

/** Runs ClickHouse clusters. */
export const clickhouse = defineComponent({
  name: "clickhouse",
  summary: "Runs ClickHouse: clusters and keepers that are described as objects in the operator's namespace.",
  namespace: "data",
  podSecurity: "baseline",
  chart: { repository: "https://helm.altinity.com", name: "altinity-clickhouse-operator", version: "0.27.1" },
  requires: [],
  after: foundation,
  operates: true,
  settings: z.strictObject({
    resources: resourcesSetting({ cpu: "100m", memory: "128Mi" }, { cpu: "500m", memory: "512Mi" }).describe(
      "Resources of the operator.",
    ),
    rotation: z.int().min(1).default(1).describe("A higher number makes a new password for the operator's own user."),
  }),
  open: [
    ...["operator.resources", "operator.containerSecurityContext", "metrics.resources"],
    ...["metrics.containerSecurityContext", "crdHook.resources", "podAnnotations", "serviceMonitor.additionalLabels"],
  ],
  secrets: ({ rotation }) => ({
    operator: {
      keys: {
        username: { from: "template", text: "clickhouse_operator" },
        password: { from: "generated", length: 32, alphabet: "alphanumeric", rotation },
      },
      consumers: ["clickhouse-operator"],
      rotation: ["rotation"],
    },
  }),
  values: ({ resources: operator }, context) => {
    const { name } = context.secret("operator");
    return {
      fullnameOverride: "clickhouse-operator",
      // The chart's own Secret holds a password that everybody knows.
      secret: { create: false },
      configs: { files: { "config.yaml": { clickhouse: { access: { secret: { name } } } } } },
      podAnnotations: secretAnnotations(context, "operator"),
      operator: { resources: operator, containerSecurityContext },
      metrics: { resources: small, containerSecurityContext },
      // Keeps the kinds up to date, which Helm does not; the chart's own image has no fixed versions any more.
      crdHook: { enabled: true, image: { repository: "docker.io/alpine/kubectl", tag: "1.36.0" }, resources: small },
      serviceMonitor: {
        enabled: context.monitored,
        additionalLabels: monitorLabels,
        clickhouseMetrics: { interval: scrapeInterval },
        operatorMetrics: { interval: scrapeInterval },
      },
    };
  },
});

const small = resources({ cpu: "10m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" });

const containerSecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};
