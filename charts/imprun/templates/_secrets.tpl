{{/*
Secrets reach a pod by reference only: global.secrets.<secret> = { name, version }.
*/}}

{{/* What each secret must hold, for messages. */}}
{{- define "imprun.secretKeys" -}}
{{- $keys := dict
  "mongodb" "root-password, and replica-set-key for a replica set"
  "redis" "redis-password"
  "jwt" "JWT_SECRET"
  "github" "CLIENT_ID, CLIENT_SECRET"
  "google" "CLIENT_ID, CLIENT_SECRET" -}}
{{- get $keys . -}}
{{- end -}}

{{/* Name of the Secret object; templates/checks.yaml refuses a missing one. Call with (dict "root" . "secret" "jwt"). */}}
{{- define "imprun.secretName" -}}
{{- dig .secret "name" "" .root.Values.global.secrets -}}
{{- end -}}

{{/* One line for each secret that is needed and not referenced. Call with (dict "root" . "secrets" (list "jwt")). */}}
{{- define "imprun.secretProblems" -}}
{{- $root := .root -}}
{{- range $secret := .secrets }}
{{- if not (get $root.Values.global.secrets $secret) }}
global.secrets.{{ $secret }} is missing. Give { name: <Secret>, version: <text that changes with its value> } of a Secret with {{ include "imprun.secretKeys" $secret }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Pod annotations that change with the value of each secret that is referenced. Call with (dict "root" . "secrets" (list)). */}}
{{- define "imprun.secretChecksums" -}}
{{- $root := .root -}}
{{- range $secret := .secrets }}
{{- with get $root.Values.global.secrets $secret }}
checksum/secret-{{ $secret }}: {{ .version | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
ServiceAccount of a workload and, when it reads secrets, a Role that may get exactly those.
Call with (dict "root" . "secrets" (list "jwt")); secrets without a reference are left out.
*/}}
{{- define "imprun.access" -}}
{{- $root := .root -}}
{{- $names := list -}}
{{- range .secrets }}
{{- with get $root.Values.global.secrets . }}{{ $names = append $names .name }}{{ end }}
{{- end -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "imprun.fullname" $root }}
  labels:
    {{- include "imprun.labels" $root | nindent 4 }}
automountServiceAccountToken: false
{{- with $root.Values.global.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- if $names }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ include "imprun.fullname" $root }}
  labels:
    {{- include "imprun.labels" $root | nindent 4 }}
rules:
  - apiGroups: [""]
    resources: [secrets]
    resourceNames: {{ $names | uniq | sortAlpha | toJson }}
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ include "imprun.fullname" $root }}
  labels:
    {{- include "imprun.labels" $root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "imprun.fullname" $root }}
subjects:
  - kind: ServiceAccount
    name: {{ include "imprun.fullname" $root }}
    namespace: {{ $root.Release.Namespace }}
{{- end }}
{{- end -}}
