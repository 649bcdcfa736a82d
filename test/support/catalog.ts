import { z } from "zod";
import { type Component, defineComponent } from "../../src/catalog/component.ts";

/** A small catalog that tests hold against: it stays as it is when the real one grows. */
export const fixtureCatalog: readonly Component[] = [
  defineComponent({
    name: "cert-manager",
    summary: "Issues certificates.",
    namespace: "cert-manager",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "cert-manager", version: "1.0.0" },
    requires: [],
    settings: z.strictObject({
      logLevel: z.int().min(0).max(10).default(2).describe("Verbosity."),
      gatewayApi: z.boolean().default(false).describe("Serves Gateways, too."),
    }),
    values: ({ logLevel }, { replicas }) => ({ logLevel, replicas }),
  }),
  defineComponent({
    name: "trust-manager",
    summary: "Spreads certificates.",
    namespace: "cert-manager",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "trust-manager", version: "2.0.0" },
    requires: ["cert-manager"],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
  defineComponent({
    name: "external-secrets",
    summary: "Brings secrets from a store.",
    namespace: "external-secrets",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "external-secrets", version: "3.0.0" },
    requires: [],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
  defineComponent({
    name: "sealed-secrets",
    summary: "Opens sealed secrets.",
    namespace: "kube-system",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "sealed-secrets", version: "4.0.0" },
    requires: [],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
  defineComponent({
    name: "argo-cd",
    summary: "Delivers from git.",
    namespace: "argocd",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "argo-cd", version: "6.0.0" },
    requires: [],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
  defineComponent({
    name: "cloudnative-pg",
    summary: "Runs PostgreSQL.",
    namespace: "cnpg-system",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "cloudnative-pg", version: "6.0.0" },
    requires: [],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
  defineComponent({
    name: "plugin-barman-cloud",
    summary: "Keeps backups of PostgreSQL.",
    namespace: "cnpg-system",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "plugin-barman-cloud", version: "7.0.0" },
    requires: ["cert-manager", "cloudnative-pg"],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
  defineComponent({
    name: "clickhouse",
    summary: "Runs ClickHouse.",
    namespace: "data",
    podSecurity: "baseline",
    chart: { repository: "https://charts.example.com", name: "clickhouse", version: "8.0.0" },
    requires: [],
    settings: z.strictObject({}),
    values: () => ({}),
  }),
  defineComponent({
    name: "alerts",
    summary: "Tells people.",
    namespace: "alerts",
    podSecurity: "restricted",
    chart: { repository: "https://charts.example.com", name: "alerts", version: "5.0.0" },
    requires: [],
    settings: z.strictObject({ host: z.string().optional().describe("Host of the overview.") }),
    hosts: ({ host }) =>
      host === undefined
        ? []
        : [
            {
              part: "overview",
              host,
              secretName: "alerts-tls",
              service: { name: "alerts", port: 80 },
              setting: ["host"],
            },
          ],
    secrets: () => ({
      slack: { keys: { url: { from: "config", key: "slackWebhookUrl", rotation: 1 } }, consumers: ["alerts"] },
    }),
    values: (_, { secret }) => ({ slack: { ...secret("slack") } }),
  }),
];
