{{/* Name of the Service that gives every member its own name, ready or not. */}}
{{- define "mongodb.membersService" -}}
{{- printf "%s-members" .Values.global.mongodb.host -}}
{{- end -}}

{{- define "mongodb.secrets" -}}
{{- if or .Values.auth.enabled .Values.replicaSet.enabled }}["mongodb"]{{ else }}[]{{ end -}}
{{- end -}}

{{- define "mongodb.problems" -}}
{{- $host := .Values.global.mongodb.host -}}
{{- $replicas := int .Values.replicaCount -}}
{{ include "imprun.secretProblems" (dict "root" . "secrets" (include "mongodb.secrets" . | fromJsonArray)) }}
{{- if contains "." $host }}
global.mongodb.host is {{ $host }}: with mongodb.enabled the Service gets this name, so it must have no dots. For an external server set mongodb.enabled to false
{{- end }}
{{- if and (gt $replicas 1) (not .Values.replicaSet.enabled) }}
mongodb.replicaCount is {{ $replicas }}, but mongodb.replicaSet.enabled is false: servers that do not replicate would each have other data. Set mongodb.replicaSet.enabled to true
{{- end }}
{{- if and .Values.replicaSet.enabled (not .Values.auth.enabled) }}
mongodb.auth.enabled is false, but the key file of a replica set turns authentication on. Set mongodb.auth.enabled to true
{{- end }}
{{- end -}}

{{/* What mongosh needs in each container that runs it. */}}
{{- define "mongodb.shellVariables" -}}
- name: HOME
  value: /tmp
- name: MONGODB_USERNAME
  value: {{ .Values.global.mongodb.username }}
- name: MONGODB_PASSWORD_FILE
  value: /run/secrets/mongodb/root-password
{{- end -}}

{{- define "mongodb.shellMounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: scripts, mountPath: /etc/mongodb, readOnly: true }
- { name: scripts, mountPath: /etc/mongosh.conf, subPath: mongosh.conf, readOnly: true }
{{- if .Values.auth.enabled }}
- { name: secret, mountPath: /run/secrets/mongodb, readOnly: true }
{{- end }}
{{- end -}}

{{/*
The Secret as files. After a rotation it holds the key before as well (keepPrevious), until then it does not. Modes are decimal: an
octal number means different things to YAML 1.1 and 1.2; 288 is 0440.
*/}}
{{- define "mongodb.secretVolume" -}}
{{- $name := include "imprun.secretName" (dict "root" . "secret" "mongodb") -}}
name: secret
projected:
  defaultMode: 288
  sources:
    - secret:
        name: {{ $name }}
        items:
          - { key: root-password, path: root-password }
          {{- if .Values.replicaSet.enabled }}
          - { key: replica-set-key, path: replica-set-key }
    - secret:
        name: {{ $name }}
        optional: true
        items:
          - { key: replica-set-key_PREVIOUS, path: replica-set-key-previous }
          {{- end }}
{{- end -}}

{{/* What Velero copies where it runs: the data alone, of a member that stands still. Keys lie in the volumes beside it. */}}
{{- define "mongodb.backupAnnotations" -}}
backup.velero.io/backup-volumes-excludes: tmp{{ if .Values.replicaSet.enabled }},key{{ end }}
{{- if .Values.replicaSet.enabled }}
{{- range $when, $script := dict "pre" "backup-begin" "post" "backup-end" }}
{{ $when }}.hook.backup.velero.io/container: replica-set
{{ $when }}.hook.backup.velero.io/command: '["mongosh","--nodb","--norc","--quiet","--file","/etc/mongodb/{{ $script }}.js"]'
{{ $when }}.hook.backup.velero.io/timeout: 2m
{{- end }}
{{- end }}
{{- end -}}

{{/* Before the server starts: the key file with the mode mongod insists on, or the root user of a standalone server. */}}
{{- define "mongodb.initContainers" -}}
{{- if .Values.replicaSet.enabled }}
- name: key-file
  image: {{ include "imprun.image" (dict "root" . "image" .Values.image) }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  # Members that have a rotated key and those that still have the one before know each other by either.
  command:
    - bash
    - -euc
    - |
      rm -f /run/mongodb/keyfile
      umask 0377
      for key in replica-set-key replica-set-key-previous; do
        [ ! -e "/run/secrets/mongodb/$key" ] || printf -- '- "%s"\n' "$(cat "/run/secrets/mongodb/$key")"
      done >/run/mongodb/keyfile
  resources:
    requests: { cpu: 10m, memory: 16Mi }
    limits: { memory: 64Mi }
  securityContext:
    {{- include "imprun.securityContext" . | nindent 4 }}
  volumeMounts:
    - { name: key, mountPath: /run/mongodb }
    - { name: secret, mountPath: /run/secrets/mongodb, readOnly: true }
{{- else }}
- name: root-user
  image: {{ include "imprun.image" (dict "root" . "image" .Values.image) }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command:
    - bash
    - -euc
    - |
      mongod --dbpath /data/db --bind_ip 127.0.0.1 --port 27018 --fork --logpath /tmp/setup.log ||
        { cat /tmp/setup.log; exit 1; }
      mongosh --quiet --norc "mongodb://127.0.0.1:27018/?directConnection=true" --file /etc/mongodb/standalone.js
      mongod --dbpath /data/db --shutdown
  env:
    {{- include "mongodb.shellVariables" . | nindent 4 }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  securityContext:
    {{- include "imprun.securityContext" . | nindent 4 }}
  volumeMounts:
    - { name: data, mountPath: /data/db }
    {{- include "mongodb.shellMounts" . | nindent 4 }}
{{- end }}
{{- end -}}

{{/* The container beside a member that initiates the set, keeps its members and the root user's password. */}}
{{- define "mongodb.replicaSetContainer" -}}
- name: replica-set
  image: {{ include "imprun.image" (dict "root" . "image" .Values.image) }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: [mongosh, --nodb, --norc, --quiet, --file, /etc/mongodb/replica-set.js]
  env:
    {{- include "mongodb.shellVariables" . | nindent 4 }}
    - name: REPLICA_SET
      value: {{ .Values.replicaSet.name }}
    - name: POD_NAME
      valueFrom: { fieldRef: { fieldPath: metadata.name } }
  resources:
    {{- toYaml .Values.replicaSet.resources | nindent 4 }}
  securityContext:
    {{- include "imprun.securityContext" . | nindent 4 }}
  volumeMounts:
    - { name: key, mountPath: /run/mongodb, readOnly: true }
    {{- include "mongodb.shellMounts" . | nindent 4 }}
{{- end -}}
