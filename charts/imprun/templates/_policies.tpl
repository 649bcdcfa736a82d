{{- define "imprun.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "imprun.fullname" . }}
  labels:
    {{- include "imprun.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ int .Values.podDisruptionBudget.maxUnavailable }}
  selector:
    matchLabels:
      {{- include "imprun.selectorLabels" . | nindent 6 }}
{{- end -}}

{{/* Lets only the named charts of the same release reach a data store. Call with (dict "root" . "port" "redis" "from" (list)). */}}
{{- define "imprun.storePolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "imprun.fullname" .root }}
  labels:
    {{- include "imprun.labels" .root | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "imprun.selectorLabels" .root | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/instance: {{ .root.Release.Name }}
            matchExpressions:
              - { key: app.kubernetes.io/name, operator: In, values: {{ toJson .from }} }
      ports:
        - { protocol: TCP, port: {{ .port }} }
{{- end -}}

{{- define "imprun.autoscaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "imprun.fullname" . }}
  labels:
    {{- include "imprun.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "imprun.fullname" . }}
  minReplicas: {{ int .Values.autoscaling.minReplicas }}
  maxReplicas: {{ int .Values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ int .Values.autoscaling.targetCPUUtilizationPercentage }}
{{- end -}}

{{- define "imprun.autoscalingProblems" -}}
{{- $fewest := int .Values.autoscaling.minReplicas -}}
{{- $most := int .Values.autoscaling.maxReplicas -}}
{{- if and .Values.autoscaling.enabled (gt $fewest $most) }}
{{ .Chart.Name }}.autoscaling.minReplicas is {{ $fewest }}, more than maxReplicas, which is {{ $most }}
{{- end }}
{{- end -}}

{{/* Lowest number of replicas that the workload is meant to have. */}}
{{- define "imprun.fewestReplicas" -}}
{{- ternary .Values.autoscaling.minReplicas .Values.replicaCount .Values.autoscaling.enabled | int -}}
{{- end -}}

{{/* Ingress of a workload whose Service has the given name. Call with (dict "root" . "service" "name"). */}}
{{- define "imprun.ingress" -}}
{{- $root := .root -}}
{{- $service := .service -}}
{{- $ingress := $root.Values.ingress -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "imprun.fullname" $root }}
  labels:
    {{- include "imprun.labels" $root | nindent 4 }}
  {{- with $ingress.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with $ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  rules:
    {{- range $ingress.hosts }}
    - host: {{ tpl .host $root | quote }}
      http:
        paths:
          {{- range .paths | default (list (dict "path" "/" "pathType" "Prefix")) }}
          - path: {{ .path }}
            pathType: {{ .pathType | default "Prefix" }}
            backend:
              service:
                name: {{ $service }}
                port: { name: http }
          {{- end }}
    {{- end }}
  {{- with $ingress.tls }}
  tls:
    {{- range . }}
    - secretName: {{ .secretName }}
      hosts:
        {{- range .hosts }}
        - {{ tpl . $root | quote }}
        {{- end }}
    {{- end }}
  {{- end }}
{{- end -}}
