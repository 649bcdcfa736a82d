import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { defineComponent } from "./component.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { resources, resourcesSetting } from "./resources.ts";

/** The cluster's network. */
export const cilium = defineComponent({
  name: "cilium",
  summary:
    "The cluster's network: pods, Services, network policies and, if wanted, the Gateway API; in place of k3s' own.",
  namespace: "kube-system",
  podSecurity: "privileged",
  chart: { repository: "https://helm.cilium.io/", name: "cilium", version: "1.20.0" },
  requires: [],
  after: ["prometheus-operator-crds"],
  settings: z.strictObject({
    replaceKubeProxy: z.boolean().default(true).describe("Serves Services too; k3s must run with disable-kube-proxy."),
    apiServer: z
      .strictObject({
        host: z.string().min(1).default("127.0.0.1").describe("Address that every node reaches the API server at."),
        port: z
          .int()
          .min(1)
          .max(65535)
          .default(6444)
          .describe("Its port; 6444 is k3s' own load balancer on each node."),
      })
      .prefault({})
      .describe("The API server, which agents must reach before there are Services."),
    podCidrs: z.array(z.cidrv4()).min(1).default(["10.42.0.0/16"]).describe("Addresses of pods; k3s' cluster-cidr."),
    gatewayApi: z
      .boolean()
      .default(false)
      .describe("Serves Gateways; the Gateway API, version 1.6, must be in the cluster before it starts."),
    encryption: z
      .boolean()
      .default(false)
      .describe("Encrypts what pods of different nodes say to each other (WireGuard)."),
    flows: z.boolean().default(false).describe("Collects and shows who talks to whom (Hubble)."),
    resources: resourcesSetting({ cpu: "100m", memory: "512Mi" }, { cpu: "2000m", memory: "2Gi" }).describe(
      "Resources of the agent on each node.",
    ),
  }),
  open: [
    ...[
      "resources",
      "initResources",
      "operator.resources",
      "envoy.resources",
      "hubble.relay.resources",
      "certgen.resources",
    ],
    ...["hubble.ui.frontend.resources", "hubble.ui.backend.resources"],
    ...["prometheus.serviceMonitor.labels", "operator.prometheus.serviceMonitor.labels"],
  ],
  values: (settings, { replicas, monitored }) => ({
    kubeProxyReplacement: settings.replaceKubeProxy,
    k8sServiceHost: settings.apiServer.host,
    k8sServicePort: settings.apiServer.port,
    ipam: { operator: { clusterPoolIPv4PodCIDRList: settings.podCidrs } },
    resources: settings.resources,
    initResources: small,
    // Agents take a changed configuration only when they start.
    rollOutCiliumPods: true,
    operator: operator(replicas, monitored),
    envoy: { resources: small },
    gatewayAPI: { enabled: settings.gatewayApi },
    encryption: settings.encryption ? { enabled: true, type: "wireguard" } : { enabled: false },
    hubble: hubble(settings.flows),
    certgen: { resources: small },
    prometheus: {
      enabled: monitored,
      // The order of releases sees to the kinds, which a cluster that is only asked to render may not have.
      serviceMonitor: { ...monitor(monitored), trustCRDsExist: true },
    },
  }),
});

const small = resources({ cpu: "10m", memory: "64Mi" }, { cpu: "500m", memory: "512Mi" });

function operator(replicas: number, monitored: boolean): JsonObject {
  return {
    replicas,
    rollOutPods: true,
    resources: small,
    podDisruptionBudget: { enabled: replicas > 1, maxUnavailable: 1 },
    prometheus: { enabled: monitored, serviceMonitor: monitor(monitored) },
  };
}

function hubble(flows: boolean): JsonObject {
  return {
    // Helm would make other certificates at every rendering; a job in the cluster makes them once and renews them.
    tls: { auto: { method: "cronJob" } },
    relay: { enabled: flows, rollOutPods: true, resources: small },
    ui: { enabled: flows, rollOutPods: true, frontend: { resources: small }, backend: { resources: small } },
  };
}

function monitor(enabled: boolean): JsonObject {
  return { enabled, interval: scrapeInterval, labels: monitorLabels };
}
