{{/* Security of a pod; the group owns the volumes. */}}
{{- define "service.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ int .Values.runAsUser }}
runAsGroup: {{ int .Values.runAsUser }}
fsGroup: {{ int .Values.runAsUser }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Security of a container: the Pod Security Standard "restricted" and a read-only root file system. */}}
{{- define "service.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* What a probe does and when. Call with one entry of .Values.probes. */}}
{{- define "service.probe" -}}
{{- if eq .type "http" }}
httpGet:
  path: {{ .path }}
  port: {{ .port }}
{{- else if eq .type "tcp" }}
tcpSocket:
  port: {{ .port }}
{{- else if eq .type "grpc" }}
grpc:
  port: {{ int .containerPort }}
  {{- with .service }}
  service: {{ . }}
  {{- end }}
{{- else }}
exec:
  command: {{ toJson .command }}
{{- end }}
periodSeconds: {{ int .periodSeconds }}
timeoutSeconds: {{ int .timeoutSeconds }}
failureThreshold: {{ int .failureThreshold }}
{{- end -}}

{{/* Every probe that is on. A gRPC probe takes a number where the others take a port's name. */}}
{{- define "service.probes" -}}
{{- range $name, $probe := .Values.probes }}
{{- if ne $probe.type "none" }}
{{- $port := include "service.port" (dict "root" $ "port" ($probe.port | default "")) | fromJson }}
{{ $name }}Probe:
  {{- include "service.probe" (merge (dict "containerPort" $port.containerPort) $probe) | trim | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "service.scratchMounts" -}}
{{- range $index, $path := .Values.writablePaths }}
- name: scratch-{{ $index }}
  mountPath: {{ $path }}
{{- end }}
{{- end -}}

{{- define "service.scratchVolumes" -}}
{{- range $index, $path := .Values.writablePaths }}
- name: scratch-{{ $index }}
  emptyDir:
    sizeLimit: 256Mi
{{- end }}
{{- end -}}
