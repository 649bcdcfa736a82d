{{- define "redis.secrets" -}}
{{- if .Values.auth.enabled }}["redis"]{{ else }}[]{{ end -}}
{{- end -}}

{{- define "redis.problems" -}}
{{ include "imprun.secretProblems" (dict "root" . "secrets" (include "redis.secrets" . | fromJsonArray)) }}
{{- if contains "." .Values.global.redis.host }}
global.redis.host is {{ .Values.global.redis.host }}: with redis.enabled the Service gets this name, so it must have no dots. For an external server set redis.enabled to false
{{- end }}
{{- end -}}

{{- define "redis.conf" -}}
bind * -::*
port 6379
dir /data
{{- if .Values.persistence.enabled }}
appendonly yes
appendfsync everysec
{{- else }}
appendonly no
save ""
{{- end }}
{{- with .Values.maxmemory }}
maxmemory {{ . }}
{{- end }}
maxmemory-policy {{ .Values.maxmemoryPolicy }}
{{- if not .Values.auth.enabled }}
# Without a password, protected mode would refuse every client but those in the pod.
protected-mode no
{{- end }}
{{- end -}}

{{/* The password joins the configuration in memory, so that it stands in no argument and no environment. */}}
{{- define "redis.start" -}}
umask 077
cp /etc/redis/redis.conf /run/redis/redis.conf
{{- if .Values.auth.enabled }}
printf '\nrequirepass "%s"\n' "$(sed 's/[\\"]/\\&/g' /run/secrets/redis/redis-password)" >> /run/redis/redis.conf
{{- end }}
exec redis-server /run/redis/redis.conf
{{- end -}}

{{/* Answers PONG only when the data set is loaded. */}}
{{- define "redis.ping" -}}
{{- if .Values.auth.enabled -}}
REDISCLI_AUTH="$(cat /run/secrets/redis/redis-password)" redis-cli ping | grep -qx PONG
{{- else -}}
redis-cli ping | grep -qx PONG
{{- end -}}
{{- end -}}
