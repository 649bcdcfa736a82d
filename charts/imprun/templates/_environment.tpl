{{/*
The environment of a container.
*/}}

{{/* An environment variable from a secret's key. Call with (dict "root" . "variable" "A" "secret" "jwt" "key" "B"). */}}
{{- define "imprun.secretVariable" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ include "imprun.secretName" . }}
      key: {{ .key }}
{{- if .optional }}
      optional: true
{{- end }}
{{- end -}}

{{/* A connection string made in the container from variables before it; no value of a secret passes through Helm. */}}
{{- define "imprun.mongodbVariables" -}}
{{- $mongodb := .Values.global.mongodb -}}
{{- $options := list -}}
{{- range $name, $value := $mongodb.options }}{{ $options = append $options (printf "%s=%s" $name $value) }}{{ end -}}
{{ include "imprun.secretVariable" (dict "root" . "variable" "MONGODB_PASSWORD" "secret" "mongodb" "key" "root-password") }}
- name: MONGODB_USERNAME
  value: {{ $mongodb.username }}
- name: DATABASE_URL
  value: {{ printf "mongodb://$(MONGODB_USERNAME):$(MONGODB_PASSWORD)@%s/%s?%s" (include "imprun.mongodbAddress" .) $mongodb.database (join "&" $options) | quote }}
{{- end -}}

{{/* Where OpenTelemetry's libraries send traces, as JSON; each variable may be another one in .Values.env. */}}
{{- define "imprun.tracing" -}}
{{- $variables := dict -}}
{{- with .Values.global.tracing -}}
{{- $endpoint := printf "http://%s.%s:%d" .service .namespace (int .port) -}}
{{- $variables = dict "OTEL_EXPORTER_OTLP_ENDPOINT" $endpoint "OTEL_EXPORTER_OTLP_PROTOCOL" "http/protobuf" "OTEL_SERVICE_NAME" $.Chart.Name -}}
{{- end -}}
{{- toJson $variables -}}
{{- end -}}

{{/* The variables of .Values.env, and those of traces, by name, so that the order never depends on a map's. */}}
{{- define "imprun.plainVariables" -}}
{{- range $name, $value := merge (dict) .Values.env (include "imprun.tracing" . | fromJson) }}
- name: {{ $name }}
  value: {{ tpl (toString $value) $ | quote }}
{{- end }}
{{- end -}}

{{/*
One line for each variable of .Values.env that is refused: what looks like a secret, since values are stored with the
release, and what the chart sets itself from global.
*/}}
{{- define "imprun.environmentProblems" -}}
{{- range $name, $value := .Values.env }}
{{- if or (regexMatch "(PASSWORD|SECRET|TOKEN|_KEY|CREDENTIALS)$" $name) (regexMatch "://[^/@[:space:]]+:[^/@[:space:]]+@" (toString $value)) }}
{{ $.Chart.Name }}.env.{{ $name }} looks like a secret. Leave it out of the values and refer to a Secret under global.secrets
{{- else if regexMatch "^(PORT|HOSTNAME|API_URL|DATABASE_URL|(MONGODB|REDIS)_.*|(GITHUB|GOOGLE)_CLIENT_ID)$" $name }}
{{ $.Chart.Name }}.env.{{ $name }} is set by the chart, from global. Leave it out and change global instead
{{- end }}
{{- end }}
{{- end -}}
