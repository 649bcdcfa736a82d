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
