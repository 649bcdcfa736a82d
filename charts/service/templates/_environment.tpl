{{/* Variables of whole Secrets and ConfigMaps: the service's own settings first, so that a later one may replace them. */}}
{{- define "service.envFrom" -}}
{{- if include "service.settings" . }}
- configMapRef:
    name: {{ .Release.Name }}
{{- end }}
{{- range .Values.envFrom }}
- {{ ternary "configMapRef" "secretRef" (hasKey . "configMap") }}:
    name: {{ .configMap | default (include "service.secretName" (dict "root" $ "source" .)) }}
  {{- with .prefix }}
  prefix: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Variables of single keys, by name, so that the order never depends on a map's. */}}
{{- define "service.envKeys" -}}
{{- range $variable, $source := .Values.envKeys }}
- name: {{ $variable }}
  valueFrom:
    {{ ternary "configMapKeyRef" "secretKeyRef" (hasKey $source "configMap") }}:
      name: {{ $source.configMap | default (include "service.secretName" (dict "root" $ "source" $source)) }}
      key: {{ $source.key }}
      {{- if $source.optional }}
      optional: true
      {{- end }}
{{- end }}
{{- end -}}

{{/* What the service's own pods read, as a JSON list of sources. */}}
{{- define "service.sources" -}}
{{- concat .Values.envFrom (values .Values.envKeys) | toJson -}}
{{- end -}}

{{/* Where OpenTelemetry's libraries send traces, as JSON; each variable may be another one in env. */}}
{{- define "service.tracing" -}}
{{- $variables := dict -}}
{{- with .Values.global.tracing -}}
{{- $endpoint := printf "http://%s.%s:%d" .service .namespace (int .port) -}}
{{- $variables = dict "OTEL_EXPORTER_OTLP_ENDPOINT" $endpoint "OTEL_EXPORTER_OTLP_PROTOCOL" "http/protobuf" "OTEL_SERVICE_NAME" $.Release.Name -}}
{{- end -}}
{{- toJson $variables -}}
{{- end -}}

{{/* Data of the service's own ConfigMap. */}}
{{- define "service.settings" -}}
{{- range $name, $value := merge (dict) .Values.env (include "service.tracing" . | fromJson) }}
{{ $name }}: {{ tpl (toString $value) $ | quote }}
{{- end }}
{{- end -}}

{{/* Pod annotations that change with what the pods read once, when they start: a change restarts exactly the consumers. */}}
{{- define "service.checksums" -}}
{{- if include "service.settings" . }}
checksum/config: {{ include "service.settings" . | sha256sum }}
{{- end }}
{{- $secrets := list }}
{{- range include "service.sources" . | fromJsonArray }}{{ with .secret }}{{ $secrets = append $secrets . }}{{ end }}{{ end }}
{{- range $secret := $secrets | uniq | sortAlpha }}
checksum/secret-{{ $secret }}: {{ dig $secret "version" "" $.Values.global.secrets | quote }}
{{- end }}
{{- end -}}
