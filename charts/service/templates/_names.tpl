{{/* What a Service or policy selects: pods of every version. Selectors are immutable: nothing that changes may be added. */}}
{{- define "service.selectorLabels" -}}
app.kubernetes.io/name: {{ .Release.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: service
{{- end -}}

{{/* Labels of every object that is no pod. */}}
{{- define "service.labels" -}}
{{ include "service.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "service.migrationSelectorLabels" -}}
app.kubernetes.io/name: {{ .Release.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: migrations
{{- end -}}

{{/* registry/organization/app:tag, with @digest when one is given. Call with (dict "root" . "image" .Values.app.image). */}}
{{- define "service.image" -}}
{{- $app := .root.Values.app.image -}}
{{- $own := .image.repository -}}
{{- $registry := ternary .image.registry $app.registry (not (empty $own)) | default .root.Values.global.imageRegistry -}}
{{- $name := printf "%s/%s" $registry ($own | default $app.repository) -}}
{{- if .image.tag }}{{ $name = printf "%s:%s" $name .image.tag }}{{ end -}}
{{- if .image.digest }}{{ $name = printf "%s@%s" $name .image.digest }}{{ end -}}
{{- $name -}}
{{- end -}}

{{/* Name of an object for one host; a host is a name, too, except for its wildcard. Call with (dict "root" . "host" "a.b"). */}}
{{- define "service.hostObject" -}}
{{- printf "%s-%s" .root.Release.Name (replace "*" "wildcard" .host) -}}
{{- end -}}

{{/* Name of the migration Job of a database. Call with (dict "root" . "database" "auth_db"). */}}
{{- define "service.migrationName" -}}
{{- printf "%s-migrate-%s" .root.Release.Name (replace "_" "-" .database | lower) -}}
{{- end -}}

{{/* Name of the Secret of a source; templates/checks.yaml refuses a missing one. Call with (dict "root" . "source" (dict)). */}}
{{- define "service.secretName" -}}
{{- if .source.secret -}}
{{- dig .source.secret "name" "" .root.Values.global.secrets -}}
{{- else -}}
{{- .source.secretName -}}
{{- end -}}
{{- end -}}
