{{/*
Annotations of what has to be done before a new version. What failed stays until the next try, or until its time to live is over,
which `./imprun up` takes off it; its logs stay as long.
Call with (dict "root" . "weight" -5): lower weights come first, and each waits for those before it. With "passing" true it
goes when all have succeeded: Helm would leave it behind when the release is removed.
*/}}
{{- define "service.hook" -}}
{{- if eq .root.Values.delivery "argocd" -}}
argocd.argoproj.io/hook: PreSync
argocd.argoproj.io/sync-wave: {{ .weight | quote }}
argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
{{- else -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: {{ ternary "before-hook-creation,hook-succeeded" "before-hook-creation" (hasKey . "passing") }}
{{- end -}}
{{- end -}}

{{- define "service.migrationLabels" -}}
{{ include "service.migrationSelectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/*
Where goose finds the migrations of a database in the image. Call with the database.
*/}}
{{- define "service.migrationDirectory" -}}
{{- .directory | default (printf "/migrations/%s" .name) -}}
{{- end -}}

{{/* One container: the migrations of one version for one database. Call with (dict "root" . "version" (dict) "database" (dict)). */}}
{{- define "service.migrationContainer" -}}
{{- $root := .root -}}
- name: goose-{{ .version.track }}
  args: [up]
  env:
    - name: GOOSE_DRIVER
      value: {{ .database.driver | default "postgres" }}
    - name: GOOSE_MIGRATION_DIR
      value: {{ include "service.migrationDirectory" .database }}
    - name: GOOSE_DBSTRING
      valueFrom:
        secretKeyRef:
          name: {{ include "service.secretName" (dict "root" $root "source" .database) }}
          key: {{ .database.key }}
  {{- include "service.goose" . | nindent 2 }}
{{- end -}}

{{/*
Two containers: whether an image carries any migrations, and whether they can be read. goose takes an empty folder as sound; its status
does not, and asks no database without versions, so that the address, which it wants, is of none. Call as the one above.
*/}}
{{- define "service.migrationCheck" -}}
{{- $name := printf "%s-%s" .version.track (.database.name | lower | replace "_" "-") -}}
- name: find-{{ $name }}
  args: [-no-versioning, status]
  env:
    - name: GOOSE_DRIVER
      value: {{ .database.driver | default "postgres" }}
    - name: GOOSE_MIGRATION_DIR
      value: {{ include "service.migrationDirectory" .database }}
    - name: GOOSE_DBSTRING
      value: /none
  {{- include "service.goose" . | nindent 2 }}
- name: check-{{ $name }}
  args: [validate]
  env:
    - name: GOOSE_MIGRATION_DIR
      value: {{ include "service.migrationDirectory" .database }}
  {{- include "service.goose" . | nindent 2 }}
{{- end -}}

{{/* What every container of goose has. Call with (dict "root" . "version" (dict)). */}}
{{- define "service.goose" -}}
image: {{ .version.image }}
imagePullPolicy: {{ .version.pullPolicy }}
command: {{ toJson .root.Values.migrations.command }}
resources:
  {{- toYaml .root.Values.migrations.resources | nindent 2 }}
securityContext:
  {{- include "service.securityContext" .root | nindent 2 }}
volumeMounts:
  {{- include "service.scratchMounts" .root | trim | nindent 2 }}
{{- end -}}
