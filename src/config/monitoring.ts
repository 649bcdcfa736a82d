import { z } from "zod";

/** The alerts that every monitored environment has, unless it says otherwise. */
export const alertNames = [
  "AppHighErrorRate",
  "AppPodCrashLooping",
  "CertificateExpiring",
  "CertificateNotReady",
  "DriftFound",
  "DriftNotChecked",
  "ExternalSecretNotSynced",
  "JobFailed",
  "ReleaseFailed",
  "VolumeAlmostFull",
] as const;

/** The name of one of them. */
export type AlertName = (typeof alertNames)[number];

const ownAlert = z.strictObject({
  expression: z.string().min(1).describe("PromQL; each series that it answers with is an alert."),
  for: z
    .string()
    .regex(/^\d+[smh]$/, { error: "is no duration, such as 5m" })
    .default("5m")
    .describe("How long it has to answer before somebody is told."),
  severity: z
    .enum(["critical", "warning"])
    .default("warning")
    .describe("`critical` cannot wait; it silences the warning of the same name and namespace."),
  summary: z
    .string()
    .min(1)
    .describe("What is wrong, in a sentence; `{{ $labels.namespace }}` and the like are filled in."),
  description: z.string().min(1).describe("What it means, and what to look at first."),
  runbook: z.url({ error: "is no address" }).describe("Address of what to do about it."),
});

/** What an environment may say about what is measured and when somebody is told. */
export const monitoringSchema = z
  .strictObject({
    errorRatio: z
      .number()
      .min(0.001)
      .max(0.99)
      .default(0.05)
      .describe("Share of an app's requests that may end in an error of the server (5xx)."),
    certificateDays: z
      .int()
      .min(1)
      .max(90)
      .default(14)
      .describe("Days before its end that a certificate is told about."),
    volumeRatio: z.number().min(0.001).max(0.99).default(0.9).describe("Share of a volume that may be in use."),
    runbooks: z
      .string()
      .min(1)
      .default("docs/operations.md")
      .describe("Address of the runbooks; each alert leads to the heading of its name."),
    without: z.array(z.enum(alertNames)).default([]).describe("Alerts that this environment does not want."),
    alerts: z
      .record(
        z.string().regex(/^[A-Z][A-Za-z0-9]*$/, { error: "is no name of an alert, such as QueueTooLong" }),
        ownAlert,
      )
      .default({})
      .describe("Alerts of its own, by name."),
  })
  .describe("Alerts and dashboards; they are there where kube-prometheus-stack is installed.");

/** The monitoring of an environment, complete with defaults. */
export type MonitoringSettings = z.output<typeof monitoringSchema>;
