import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { JsonObject } from "../../../src/core/json.ts";
import { Checkout } from "../../e2e/support/checkout.ts";

/** A value that a chart writes into a Secret: it must turn up nowhere. */
export const canary = "the-canary-of-the-shop";

const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {helm.sh/chart: "{{ .Chart.Name }}-{{ .Chart.Version }}"}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: "registry.example/web:{{ .Chart.Version }}"}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {password: "{{ .Values.prefix }}${canary}", user: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web}
rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: {{ .Values.verbs | toJson }}
{{- if .Values.volume }}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: web}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
{{- end }}
`;

/** A checkout with a stack `shop` of one small chart, committed. */
export class Shop extends Checkout {
  constructor() {
    super();
    mkdirSync(join(this.directory, "charts", "shop", "templates"), { recursive: true });
    this.chart("1.0.0");
    this.write("charts/shop/templates/objects.yaml", template);
    this.write("charts/shop/values.yaml", "replicas: 3\nvolume: true\nverbs: [get]\nprefix: first\n");
    this.stack({});
    this.commit();
  }

  /** Gives the chart another version. */
  chart(version: string): void {
    this.write("charts/shop/Chart.yaml", `apiVersion: v2\nname: shop\nversion: ${version}\n`);
  }

  /** Writes the stack file: values of its only app, and what else the environment has. */
  stack(values: JsonObject, more: JsonObject = {}): void {
    const environment = {
      tier: "dev",
      domain: "localhost",
      cluster: { kind: "sandbox", name: "dev" },
      apps: { imprun: null, shop: { chart: "shop", namespace: "shop", values } },
      ...more,
    };
    this.write("Pulumi.shop.yaml", stringify({ config: { "imprun:environment": environment } }));
  }

  /** What `diff` says of the last commit against the one before. */
  async difference(...args: readonly string[]) {
    this.commit();
    return this.run("diff", "--stack", "shop", "--base", "HEAD~1", ...args);
  }
}
