/** A value of a chart that switches something on, and what it is where nobody sets it. */
export interface Switch {
  /** Dotted, as in `crds.enabled`. */
  path: string;
  default: boolean;
}

/** The custom resources that a chart brings. */
export interface Definitions {
  /** Files of sandbox/crds. */
  files: string[];
  /** Absent: in the chart's `crds/` folder, which Helm installs once and never touches again. */
  switch?: Switch;
  /** Whether they stay when the release goes. */
  keep?: Switch;
  /** Path of a map of annotations for them. */
  annotations?: string;
}

/** A workload of a chart. Its name is the chart's full name with a suffix, or one that never changes. */
export interface Workload {
  suffix?: string;
  name?: string;
  kind?: "Deployment" | "StatefulSet" | "DaemonSet";
  /** Path of the value that says how many pods; `replicaCount` unless given. */
  replicas?: string;
}

/** What of a real chart its stand-in has to show. */
export interface Shape {
  /** What the chart builds its names from, if not its own name. */
  base?: string;
  /** The full name is `<release>-<base>` even where the release's name contains the base. */
  alwaysLong?: boolean;
  crds?: Definitions;
  workloads: Workload[];
}

function always(...files: string[]): Definitions {
  return { files, switch: { path: "standIn.alwaysOn", default: true } };
}

/** The shapes of charts by name. A chart without one is a single Deployment of its full name. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  "cert-manager": {
    crds: {
      files: ["cert-manager.yaml"],
      switch: { path: "crds.enabled", default: false },
      keep: { path: "crds.keep", default: true },
    },
    workloads: [
      {},
      { suffix: "-webhook", replicas: "webhook.replicaCount" },
      { suffix: "-cainjector", replicas: "cainjector.replicaCount" },
    ],
  },
  "external-secrets": {
    crds: {
      files: ["external-secrets.yaml"],
      switch: { path: "installCRDs", default: true },
      annotations: "crds.annotations",
    },
    workloads: [
      {},
      { suffix: "-webhook", replicas: "webhook.replicaCount" },
      { suffix: "-cert-controller", replicas: "certController.replicaCount" },
    ],
  },
  "sealed-secrets": { crds: { files: ["sealed-secrets.yaml"] }, workloads: [{ replicas: "none" }] },
  "prometheus-operator-crds": {
    crds: { ...always("prometheus-operator.yaml"), annotations: "crds.annotations" },
    workloads: [],
  },
  "gateway-api": { crds: always("gateway-api.yaml"), workloads: [] },
  "kube-prometheus-stack": {
    crds: { files: ["prometheus-operator.yaml"], switch: { path: "crds.enabled", default: true } },
    workloads: [
      { suffix: "-operator", replicas: "none" },
      { suffix: "-grafana", replicas: "grafana.replicas" },
      { suffix: "-kube-state-metrics", replicas: "none" },
      { suffix: "-prometheus-node-exporter", kind: "DaemonSet" },
    ],
  },
  "argo-cd": {
    base: "argocd",
    crds: {
      files: ["argo-cd.yaml"],
      switch: { path: "crds.install", default: true },
      keep: { path: "crds.keep", default: true },
    },
    workloads: [
      { suffix: "-server", replicas: "server.replicas" },
      { suffix: "-repo-server", replicas: "repoServer.replicas" },
      { suffix: "-applicationset-controller", replicas: "applicationSet.replicas" },
      { suffix: "-notifications-controller", replicas: "none" },
      { suffix: "-dex-server", replicas: "none" },
      { suffix: "-redis", replicas: "none" },
      { suffix: "-application-controller", kind: "StatefulSet", replicas: "controller.replicas" },
    ],
  },
  "cloudnative-pg": {
    crds: {
      files: ["cloudnative-pg.yaml"],
      switch: { path: "crds.create", default: true },
      keep: { path: "standIn.alwaysOn", default: true },
    },
    workloads: [{}],
  },
  "plugin-barman-cloud": {
    crds: {
      files: ["barman-cloud.yaml"],
      switch: { path: "crds.create", default: true },
      keep: { path: "standIn.alwaysOn", default: true },
    },
    workloads: [{}],
  },
  "altinity-clickhouse-operator": { crds: { files: ["clickhouse.yaml"] }, workloads: [{ replicas: "none" }] },
  reloader: { alwaysLong: true, workloads: [{ replicas: "reloader.deployment.replicas" }] },
  "mongodb-kubernetes": { workloads: [{ name: "mongodb-kubernetes-operator", replicas: "operator.replicas" }] },
  jaeger: { workloads: [{ replicas: "none" }] },
  cilium: {
    // Its operator makes them.
    crds: always("cilium.yaml"),
    workloads: [
      { name: "cilium", kind: "DaemonSet" },
      { name: "cilium-envoy", kind: "DaemonSet" },
      { name: "cilium-operator", replicas: "operator.replicas" },
    ],
  },
  vault: {
    workloads: [
      { kind: "StatefulSet", replicas: "none" },
      { suffix: "-agent-injector", replicas: "none" },
    ],
  },
  velero: { workloads: [{ replicas: "none" }] },
  kyverno: {
    workloads: ["admission", "background", "cleanup", "reports"].map((part) => ({
      suffix: `-${part}-controller`,
      replicas: `${part}Controller.replicas`,
    })),
  },
};
