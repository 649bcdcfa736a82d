import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { hostName } from "../core/names.ts";
import { type ComponentContext, defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { resources, resourcesSetting } from "./resources.ts";

const parts = ["controller", "server", "repoServer", "applicationSet"];

/** Brings the cluster to what a git repository says. */
export const argoCd = defineComponent({
  name: "argo-cd",
  summary: "Brings applications to what a git repository says, and keeps them there.",
  namespace: "argocd",
  podSecurity: "restricted",
  chart: { repository: "https://argoproj.github.io/argo-helm", name: "argo-cd", version: "10.1.1" },
  requires: [],
  after: foundation,
  settings: z.strictObject({
    host: z
      .string()
      .regex(hostName, { error: "is no host name" })
      .optional()
      .describe("Host of the console; without it, it is reached by port-forward only."),
    signOn: z.boolean().default(false).describe("Lets people sign in with an identity provider (Dex)."),
    notifications: z.boolean().default(false).describe("Tells others about what happens to applications."),
    controllerResources: resourcesSetting({ cpu: "250m", memory: "512Mi" }, { cpu: "2000m", memory: "2Gi" }).describe(
      "Resources of the controller, which grow with the number of objects.",
    ),
    repoServerResources: resourcesSetting({ cpu: "100m", memory: "256Mi" }, { cpu: "1000m", memory: "1Gi" }).describe(
      "Resources of each pod that renders charts.",
    ),
  }),
  open: [
    ...[...parts, "redis", "redisSecretInit", "dex", "notifications"].map((part) => `${part}.resources`),
    ...[...parts, "notifications"].map((part) => `${part}.metrics.serviceMonitor.additionalLabels`),
    ...["configs.params", "configs.cm", "notifications.metrics.serviceMonitor.interval"],
  ],
  hosts: ({ host }) =>
    host === undefined
      ? []
      : [
          {
            part: "server",
            host,
            secretName: "argocd-server-tls",
            service: { name: "argocd-server", port: 80 },
            pods: { labels: { "app.kubernetes.io/name": "argocd-server" }, port: 8080 },
            setting: ["host"],
          },
        ],
  values: (settings, context) => ({
    // The names that Argo CD's own documentation and commands use.
    fullnameOverride: "argocd",
    crds: { install: true, keep: true },
    global: { domain: settings.host ?? `argocd.${context.domain}` },
    // The server makes the first password itself. One given here would come with the time of rendering, ever another.
    configs: {
      params: { "server.insecure": settings.host !== undefined },
      cm: { "resource.customizations.health.argoproj.io_Application": applicationHealth },
    },
    controller: { replicas: 1, resources: settings.controllerResources, metrics: metrics(context) },
    server: { ...scaled(context), resources: small, ingress: ingress(settings.host, context) },
    repoServer: { ...scaled(context), resources: settings.repoServerResources },
    applicationSet: { ...scaled(context), resources: small },
    redis: { resources: small },
    redisSecretInit: { resources: small },
    dex: { enabled: settings.signOn, resources: small },
    notifications: { enabled: settings.notifications, resources: small, metrics: metrics(context) },
  }),
});

/** An Application is as well as what it delivers: without this, the waves of an App of Apps wait for nothing. */
const applicationHealth = `local health = { status = "Progressing" }
if obj.status ~= nil and obj.status.health ~= nil then
  health.status = obj.status.health.status or health.status
  health.message = obj.status.health.message
end
return health
`;

const small = resources({ cpu: "50m", memory: "128Mi" }, { cpu: "500m", memory: "512Mi" });

function scaled(context: ComponentContext): JsonObject {
  const { replicas } = context;
  return {
    replicas,
    pdb: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
    metrics: metrics(context),
  };
}

function metrics({ monitored }: ComponentContext): JsonObject {
  return {
    enabled: monitored,
    serviceMonitor: { enabled: monitored, interval: scrapeInterval, additionalLabels: monitorLabels },
  };
}

/** TLS ends at the ingress; the certificate is the Secret `argocd-server-tls`. */
function ingress(host: string | undefined, { ingressClass }: ComponentContext): JsonObject {
  if (host === undefined || ingressClass === undefined) return { enabled: false };
  return { enabled: true, ingressClassName: ingressClass, hostname: host, tls: true };
}
