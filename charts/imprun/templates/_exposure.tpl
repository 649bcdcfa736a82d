{{/* Ingress of a workload whose Service has the given name. Call with (dict "root" . "service" "name"). */}}
{{- define "imprun.ingress" -}}
{{- $root := .root -}}
{{- $service := .service -}}
{{- $ingress := $root.Values.ingress -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "imprun.fullname" $root }}
  labels:
    {{- include "imprun.labels" $root | nindent 4 }}
  {{- with $ingress.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with $ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  rules:
    {{- range $ingress.hosts }}
    - host: {{ tpl .host $root | quote }}
      http:
        paths:
          {{- range .paths | default (list (dict "path" "/" "pathType" "Prefix")) }}
          - path: {{ .path }}
            pathType: {{ .pathType | default "Prefix" }}
            backend:
              service:
                name: {{ $service }}
                port: { name: http }
          {{- end }}
    {{- end }}
  {{- with $ingress.tls }}
  tls:
    {{- range . }}
    - secretName: {{ .secretName }}
      hosts:
        {{- range .hosts }}
        - {{ tpl . $root | quote }}
        {{- end }}
    {{- end }}
  {{- end }}
{{- end -}}

{{/* Routes of the environment's Gateway to a workload, one for each of ingress.hosts. Call as imprun.ingress, with "port" too. */}}
{{- define "imprun.route" -}}
{{- $root := .root -}}
{{- $service := .service -}}
{{- $port := .port -}}
{{- $gateway := $root.Values.route.gateway -}}
{{- range $root.Values.ingress.hosts }}
{{- $host := tpl .host $root }}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ printf "%s-%s" (include "imprun.fullname" $root) (replace "*" "wildcard" $host) }}
  labels:
    {{- include "imprun.labels" $root | nindent 4 }}
spec:
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: {{ $gateway.name }}
      namespace: {{ $gateway.namespace }}
      {{- with $gateway.sectionName }}
      sectionName: {{ . }}
      {{- end }}
  hostnames: [{{ $host | quote }}]
  rules:
    {{- range .paths | default (list (dict "path" "/")) }}
    - matches:
        - path: { type: {{ ternary "Exact" "PathPrefix" (eq (.pathType | default "") "Exact") }}, value: {{ .path }} }
      backendRefs:
        - { group: "", kind: Service, name: {{ $service }}, port: {{ int $port }} }
    {{- end }}
{{- end }}
{{- end -}}

{{/* What leads requests from outside to a workload. Call with (dict "root" . "service" "name" "port" 80). */}}
{{- define "imprun.exposure" -}}
{{- if .root.Values.ingress.enabled }}
{{- include "imprun.ingress" . }}
{{- else if .root.Values.route.enabled }}
{{- include "imprun.route" . }}
{{- end }}
{{- end -}}
