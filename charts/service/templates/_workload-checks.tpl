{{- define "service.scalingProblems" -}}
{{- $scaling := .Values.autoscaling }}
{{- if $scaling.enabled }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
autoscaling.minReplicas is {{ int $scaling.minReplicas }}, more than maxReplicas, which is {{ int $scaling.maxReplicas }}
{{- end }}
{{- if not (dig "requests" "cpu" "" .Values.resources) }}
autoscaling.enabled is true, but resources.requests.cpu, which CPU is compared with, is missing. Give it
{{- end }}
{{- end }}
{{- if include "service.exclusiveVolume" . }}
{{- $versions := include "service.versions" . | fromJsonArray }}
{{- $replicas := ternary $scaling.maxReplicas .Values.replicaCount $scaling.enabled | int }}
{{- if or (gt $replicas 1) (gt (len $versions) 1) }}
persistence.accessModes is {{ join ", " .Values.persistence.accessModes }}, but more than one pod may run. Use ReadWriteMany, or one replica and one version without autoscaling
{{- end }}
{{- end }}
{{- if ge (int .Values.preStopSeconds) (int .Values.terminationGracePeriodSeconds) }}
preStopSeconds is {{ int .Values.preStopSeconds }}, which leaves nothing of terminationGracePeriodSeconds, which is {{ int .Values.terminationGracePeriodSeconds }}
{{- end }}
{{- range $name, $probe := .Values.probes }}
{{- if and (eq $probe.type "exec") (not $probe.command) }}
probes.{{ $name }}.type is exec, but command is missing. Give it
{{- else if has $probe.type (list "http" "tcp" "grpc") }}
{{- if and (eq $probe.type "http") (not $probe.path) }}
probes.{{ $name }}.type is http, but path is missing. Give it
{{- end }}
{{- include "service.portProblem" (dict "root" $ "path" (printf "probes.%s.port" $name) "port" ($probe.port | default "")) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "service.environmentProblems" -}}
{{- range $name, $value := .Values.env }}
{{- if or (regexMatch "(PASSWORD|SECRET|TOKEN|_KEY|CREDENTIALS)$" $name) (regexMatch "://[^/@[:space:]]+:[^/@[:space:]]+@" (toString $value)) }}
env.{{ $name }} looks like a secret. Leave it out of the values and refer to a Secret under envKeys
{{- end }}
{{- if hasKey $.Values.envKeys $name }}
env.{{ $name }} is given under envKeys, too. Leave one of them out
{{- end }}
{{- end }}
{{- range $index, $source := .Values.envFrom }}
{{- include "service.sourceProblems" (dict "root" $ "path" (printf "envFrom[%d]" $index) "source" $source "kinds" (list "secret" "secretName" "configMap")) }}
{{- end }}
{{- range $name, $source := .Values.envKeys }}
{{- include "service.sourceProblems" (dict "root" $ "path" (printf "envKeys.%s" $name) "source" $source "kinds" (list "secret" "secretName" "configMap")) }}
{{- end }}
{{- end -}}

{{/* Lines on where a value comes from. Call with (dict "root" . "path" "envFrom[0]" "source" (dict) "kinds" (list)). */}}
{{- define "service.sourceProblems" -}}
{{- $given := list }}
{{- range .kinds }}{{ if hasKey $.source . }}{{ $given = append $given . }}{{ end }}{{ end }}
{{- if ne (len $given) 1 }}
{{ .path }} gives {{ join " and " $given | default "no source" }}. Give exactly one of: {{ join ", " .kinds }}
{{- end }}
{{- with .source.secret }}
{{- if not (hasKey $.root.Values.global.secrets .) }}
{{ $.path }}.secret is {{ . }}, but global.secrets.{{ . }} is missing. Declare the secret in the stack file, or give { name: <Secret>, version: <text that changes with its value> }
{{- end }}
{{- end }}
{{- end -}}

{{- define "service.migrationProblems" -}}
{{- if .Values.migrations.enabled }}
{{- $jobs := list }}
{{- range $index, $database := .Values.migrations.databases }}
{{- $path := printf "migrations.databases[%d]" $index }}
{{- $job := include "service.migrationName" (dict "root" $ "database" $database.name) }}
{{- if has $job $jobs }}
{{ $path }} would make a second Job {{ $job }}. Give each database once
{{- end }}
{{- $jobs = append $jobs $job }}
{{- if gt (len $job) 63 }}
{{ $path }}.name makes {{ $job }}, which is longer than the 63 characters of a Job's name. Shorten the release's name or the database's
{{- end }}
{{- include "service.sourceProblems" (dict "root" $ "path" $path "source" $database "kinds" (list "secret" "secretName")) }}
{{- end }}
{{- end }}
{{- end -}}
