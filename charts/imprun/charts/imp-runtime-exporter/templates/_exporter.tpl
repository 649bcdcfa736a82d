{{- define "exporter.environment" -}}
- name: PORT
  value: {{ .Values.containerPort | quote }}
{{ include "imprun.mongodbVariables" . }}
{{- include "imprun.plainVariables" . }}
{{- end -}}

{{- define "imp-runtime-exporter.problems" -}}
{{ include "imprun.secretProblems" (dict "root" . "secrets" (list "mongodb")) }}
{{ include "imprun.environmentProblems" . }}
{{- end -}}
