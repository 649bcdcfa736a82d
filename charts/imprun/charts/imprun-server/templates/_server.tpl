{{/* Secrets that the API reads: mongodb and jwt always, the others when they are referenced. */}}
{{- define "server.secrets" -}}
["mongodb", "redis", "jwt", "github", "google"]
{{- end -}}

{{- define "server.environment" -}}
- name: PORT
  value: {{ .Values.containerPort | quote }}
{{ include "imprun.mongodbVariables" . }}
- name: REDIS_HOST
  value: {{ .Values.global.redis.host }}
- name: REDIS_PORT
  value: {{ .Values.global.redis.port | quote }}
{{- if .Values.global.secrets.redis }}
{{ include "imprun.secretVariable" (dict "root" . "variable" "REDIS_PASSWORD" "secret" "redis" "key" "redis-password") }}
{{- end }}
{{ include "imprun.secretVariable" (dict "root" . "variable" "JWT_SECRET" "secret" "jwt" "key" "JWT_SECRET") }}
{{ include "imprun.secretVariable" (dict "root" . "variable" "JWT_SECRET_PREVIOUS" "secret" "jwt" "key" "JWT_SECRET_PREVIOUS" "optional" true) }}
{{- range $provider := list "github" "google" }}
{{- if get $.Values.global.secrets $provider }}
{{- range $key := list "CLIENT_ID" "CLIENT_SECRET" }}
{{ include "imprun.secretVariable" (dict "root" $ "variable" (printf "%s_%s" (upper $provider) $key) "secret" $provider "key" $key) }}
{{- end }}
{{- end }}
{{- end }}
{{- include "imprun.plainVariables" . }}
{{- end -}}

{{- define "imprun-server.problems" -}}
{{ include "imprun.secretProblems" (dict "root" . "secrets" (list "mongodb" "jwt")) }}
{{ include "imprun.environmentProblems" . }}
{{ include "imprun.autoscalingProblems" . }}
{{ include "imprun.exposureProblems" . }}
{{- if contains "." .Values.global.server.host }}
global.server.host is {{ .Values.global.server.host }}: with imprun-server.enabled the Service gets this name, so it must have no dots. For an API elsewhere set imprun-server.enabled to false
{{- end }}
{{- $port := int (.Values.service.port | default .Values.global.server.port) }}
{{- if ne $port (int .Values.global.server.port) }}
imprun-server.service.port is {{ $port }}, but global.server.port, where the console looks for the API, is {{ int .Values.global.server.port }}. Set global.server.port and leave imprun-server.service.port out
{{- end }}
{{- end -}}
