import type { MonitoringSettings } from "../../config/monitoring.ts";
import type { CommonAlert } from "./alert.ts";
import { ofObjects, relabel } from "./promql.ts";

/** What is told about certificates, by cert-manager. */
export function certificateAlerts({ certificateDays }: MonitoringSettings): readonly CommonAlert[] {
  const end = ofObjects("certmanager_certificate_expiration_timestamp_seconds");
  return [
    {
      name: "CertificateExpiring",
      // The end of a certificate that was never issued is 0.
      expression: `(${end} > 0) - time() < ${certificateDays} * 24 * 3600`,
      for: "1h",
      severity: "critical",
      summary: "Certificate {{ $labels.name }} ends in {{ $value | humanizeDuration }}",
      description: "Certificate {{ $labels.namespace }}/{{ $labels.name }} should have been renewed by now.",
    },
    {
      name: "CertificateNotReady",
      expression: `${ofObjects('certmanager_certificate_ready_status{condition="True"}')} == 0`,
      for: "15m",
      severity: "warning",
      summary: "Certificate {{ $labels.name }} is not issued",
      description: "Certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready: nobody has issued it.",
    },
  ];
}

/** What is told about secrets that come from a store outside, by External Secrets. */
export const externalSecretAlerts: readonly CommonAlert[] = [
  {
    name: "ExternalSecretNotSynced",
    expression: `${ofObjects('externalsecret_status_condition{condition="Ready", status="False"}')} == 1`,
    for: "15m",
    severity: "warning",
    summary: "ExternalSecret {{ $labels.name }} is not synced",
    description:
      "The Secret of {{ $labels.namespace }}/{{ $labels.name }} keeps what it had: the store does not answer, or lacks a value.",
  },
];

/** What is told about drift, by the record that `record-drift` leaves in the cluster. */
export const driftAlerts: readonly CommonAlert[] = [
  {
    name: "DriftFound",
    expression: ofStack('kube_configmap_labels{label_drift="findings"}'),
    for: "1m",
    severity: "warning",
    summary: "{{ $labels.stack }} is not what its stack file says",
    description: "The last look for drift found differences between the stack {{ $labels.stack }} and the cluster.",
  },
  {
    name: "DriftNotChecked",
    expression: `${ofStack('kube_configmap_labels{label_drift="failed"}')} or ${ofStack(
      '(kube_configmap_created * on (namespace, configmap) group_left (label_stack) kube_configmap_labels{label_drift!=""}) < time() - 2 * 24 * 3600',
    )}`,
    for: "1m",
    severity: "warning",
    summary: "Nobody knows whether {{ $labels.stack }} has drifted",
    description: "The last look for drift of the stack {{ $labels.stack }} failed, or is more than two days ago.",
  },
];

function ofStack(expression: string): string {
  return `max by (stack) (${relabel(expression, "stack", "label_stack", "(.+)")})`;
}
