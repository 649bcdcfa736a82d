{{- $shape := .Files.Get "shape.json" | fromJson }}
{{- $full := include "stand-in.fullname" (dict "root" . "shape" $shape) }}
{{- range $shape.workloads }}
{{- $name := .name | default (printf "%s%s" $full (.suffix | default "")) | trunc 63 }}
{{- $replicas := (include "stand-in.at" (list $.Values (.replicas | default "replicaCount")) | fromJson).value | default 1 }}
{{- $labels := dict "app.kubernetes.io/name" ($shape.base | default $.Chart.Name) "app.kubernetes.io/instance" $.Release.Name "app.kubernetes.io/component" $name }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  namespace: {{ $.Release.Namespace }}
  labels: {{- toYaml $labels | nindent 4 }}
---
apiVersion: apps/v1
kind: {{ .kind | default "Deployment" }}
metadata:
  name: {{ $name }}
  namespace: {{ $.Release.Namespace }}
  labels:
    {{- toYaml $labels | nindent 4 }}
    app.kubernetes.io/version: {{ $.Chart.AppVersion | quote }}
    app.kubernetes.io/managed-by: {{ $.Release.Service }}
spec:
  {{- if ne .kind "DaemonSet" }}
  replicas: {{ $replicas }}
  {{- end }}
  {{- if eq .kind "StatefulSet" }}
  serviceName: {{ $name }}
  {{- end }}
  selector:
    matchLabels: {{- toYaml $labels | nindent 6 }}
  template:
    metadata:
      labels: {{- toYaml $labels | nindent 8 }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65534
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: {{ $name }}
          image: registry.k8s.io/pause:3.10.1
          resources:
            requests: { cpu: 10m, memory: 16Mi }
            limits: { cpu: 50m, memory: 32Mi }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
{{- end }}
