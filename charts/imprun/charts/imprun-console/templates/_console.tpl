{{- define "console.environment" -}}
- name: PORT
  value: {{ .Values.containerPort | quote }}
- name: HOSTNAME
  value: 0.0.0.0
- name: API_URL
  value: http://{{ include "imprun.serverAddress" . }}
{{- include "imprun.plainVariables" . }}
{{- end -}}

{{- define "imprun-console.problems" -}}
{{ include "imprun.environmentProblems" . }}
{{ include "imprun.autoscalingProblems" . }}
{{ include "imprun.exposureProblems" . }}
{{- end -}}
