{{/*
Named templates that all subcharts share. Each takes the subchart's own context.
*/}}

{{/* Name of every object of one subchart: release, then chart. */}}
{{- define "imprun.fullname" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* What a selector matches. Selectors are immutable: nothing that changes with a version may be added here. */}}
{{- define "imprun.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of a pod: no versions, so that a new chart version alone restarts nothing. */}}
{{- define "imprun.podLabels" -}}
{{ include "imprun.selectorLabels" . }}
app.kubernetes.io/component: {{ .Chart.Annotations.component }}
app.kubernetes.io/part-of: imprun
{{- end -}}

{{/* Labels of every other object. */}}
{{- define "imprun.labels" -}}
{{ include "imprun.podLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* registry/organization/app:tag, with @digest when one is given. Call with (dict "root" . "image" .Values.image). */}}
{{- define "imprun.image" -}}
{{- $image := .image -}}
{{- $registry := $image.registry | default .root.Values.global.imageRegistry -}}
{{- $name := printf "%s/%s" $registry $image.repository -}}
{{- if $image.tag }}{{ $name = printf "%s:%s" $name $image.tag }}{{ end -}}
{{- if $image.digest }}{{ $name = printf "%s@%s" $name $image.digest }}{{ end -}}
{{- $name -}}
{{- end -}}

{{/* Host and port at which the API is reached inside the cluster. */}}
{{- define "imprun.serverAddress" -}}
{{- printf "%s:%d" .Values.global.server.host (int .Values.global.server.port) -}}
{{- end -}}

{{- define "imprun.mongodbAddress" -}}
{{- printf "%s:%d" .Values.global.mongodb.host (int .Values.global.mongodb.port) -}}
{{- end -}}

{{- define "imprun.redisAddress" -}}
{{- printf "%s:%d" .Values.global.redis.host (int .Values.global.redis.port) -}}
{{- end -}}
