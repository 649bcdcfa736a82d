{{/*
Whether k3s opens a workload's port on every node: true or nothing. Its own pods then stand before the Service, and no address of a
caller arrives: the Service says who may call.
*/}}
{{- define "imprun.onNodes" -}}
{{- if and (eq .Values.service.type "LoadBalancer") (eq .Values.global.loadBalancer.kind "k3s") }}true{{ end -}}
{{- end -}}

{{/* How the Service of a workload is reached from outside: its type and what belongs to it. */}}
{{- define "imprun.serviceType" -}}
type: {{ .Values.service.type }}
{{- if include "imprun.onNodes" . }}
{{- $ranges := list }}
{{- range .Values.networkPolicy.addresses }}{{ $ranges = append $ranges .address }}{{ end }}
loadBalancerSourceRanges: {{ toJson $ranges }}
{{- else if ne .Values.service.type "ClusterIP" }}
{{- $class := .Values.global.loadBalancer.class }}
{{- if and $class (eq .Values.service.type "LoadBalancer") }}
loadBalancerClass: {{ $class }}
{{- end }}
externalTrafficPolicy: Local # what another node passes on has an address of the cluster, not the caller's
{{- end }}
{{- end -}}

{{- define "imprun.exposureProblems" -}}
{{- if and (ne .Values.service.type "ClusterIP") (not .Values.networkPolicy.addresses) }}
{{ .Chart.Name }}.service.type is {{ .Values.service.type }}, but {{ .Chart.Name }}.networkPolicy.addresses is empty. Give who may call, { address: 0.0.0.0/0 } for everybody
{{- end }}
{{- end -}}

{{/* Annotations of the Service of a workload, if any. */}}
{{- define "imprun.serviceAnnotations" -}}
{{- if eq .Values.service.type "LoadBalancer" }}
{{- with .Values.global.loadBalancer.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

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
