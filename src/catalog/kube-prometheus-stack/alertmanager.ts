import type { JsonObject } from "../../core/json.ts";
import type { ComponentContext } from "../component.ts";
import { resources } from "../resources.ts";
import { secretAnnotations } from "../secret-annotations.ts";
import { volumeClaim } from "../volume-claim.ts";

/** What the environment says about alerts. */
export interface SlackSettings {
  readonly enabled: boolean;
  /** Such as #alerts. */
  readonly channel: string;
}

/** Paths of these values that are open by design. */
export const alertmanagerOpen: readonly string[] = [
  "alertmanager.config",
  "alertmanager.alertmanagerSpec.resources",
  "alertmanager.alertmanagerSpec.storage",
  "alertmanager.alertmanagerSpec.podMetadata",
];

/** Alertmanager: alerts go to Slack, or nowhere. */
export function alertmanagerValues({ enabled, channel }: SlackSettings, context: ComponentContext): JsonObject {
  return {
    podDisruptionBudget: { enabled: context.replicas > 1 },
    alertmanagerSpec: {
      replicas: context.replicas,
      resources: resources({ cpu: "20m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" }),
      storage: { volumeClaimTemplate: { spec: volumeClaim("1Gi", context) } },
      ...(enabled
        ? {
            secrets: [context.secret("slack-webhook").name],
            podMetadata: { annotations: secretAnnotations(context, "slack-webhook") },
          }
        : {}),
    },
    ...(enabled ? { config: slackConfig(channel, context.secret("slack-webhook").name) } : {}),
  };
}

/** Lists replace those of the chart: the receiver and the routes that it needs itself are given again. */
function slackConfig(channel: string, secret: string): JsonObject {
  return {
    route: {
      receiver: "slack",
      group_by: ["namespace", "alertname"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "12h",
      routes: [
        { receiver: "null", matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
        // What cannot wait is told at once, and every hour until it is over.
        { receiver: "slack", matchers: ['severity = "critical"'], group_wait: "10s", repeat_interval: "1h" },
      ],
    },
    inhibit_rules: [
      silences('severity = "critical"', 'severity =~ "warning|info"', ["namespace", "alertname"]),
      silences('severity = "warning"', 'severity = "info"', ["namespace", "alertname"]),
      silences('alertname = "InfoInhibitor"', 'severity = "info"', ["namespace"]),
    ],
    receivers: [{ name: "null" }, { name: "slack", slack_configs: [slackReceiver(channel, secret)] }],
  };
}

/** While the first alert fires, nobody is told of the others that are equal to it in the given labels. */
function silences(source: string, target: string, equal: readonly string[]): JsonObject {
  return { source_matchers: [source], target_matchers: [target], equal };
}

function slackReceiver(channel: string, secret: string): JsonObject {
  return {
    channel,
    // The address is the secret: Alertmanager reads it from the mounted file each time.
    api_url_file: `/etc/alertmanager/secrets/${secret}/url`,
    send_resolved: true,
    color:
      '{{ if ne .Status "firing" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}',
    title: "[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }} ({{ .CommonLabels.severity }})",
    title_link: "{{ .CommonAnnotations.runbook_url }}",
    text: "{{ range .Alerts }}*{{ .Annotations.summary }}*\n{{ .Annotations.description }}\n{{ end }}",
  };
}
