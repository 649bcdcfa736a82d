import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const manifest = `
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-message }
data: { message: {{ .Values.message | quote }} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  replicas: 1
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} } }
    spec:
      nodeSelector: { kubernetes.io/os: {{ ternary "none" "linux" .Values.stuck }} }
      containers: [{ name: main, image: example.invalid/main }]
`;

/**
 * Writes a chart of one ConfigMap and one Deployment. With the value `stuck` its pod is never scheduled. The field that
 * does it is always there: what a failed upgrade adds, Helm's next upgrade does not take away.
 */
export function writeChart(directory: string, version = "0.1.0"): string {
  const chart = path.join(directory, "chart");
  mkdirSync(path.join(chart, "templates"), { recursive: true });
  writeFileSync(path.join(chart, "Chart.yaml"), `apiVersion: v2\nname: small\nversion: ${version}\nappVersion: "1"\n`);
  writeFileSync(path.join(chart, "values.yaml"), "message: hello\nstuck: false\n");
  writeFileSync(path.join(chart, "templates", "all.yaml"), manifest);
  return chart;
}
