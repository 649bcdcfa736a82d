{{/* Pods of one chart of the same release, of a namespace, or addresses. Call with (dict "root" . "peer" (dict)). */}}
{{- define "imprun.peer" -}}
{{- if .peer.address -}}
- ipBlock:
    cidr: {{ .peer.address }}
    {{- with .peer.except }}
    except: {{ toJson . }}
    {{- end }}
{{- else if .peer.namespace -}}
- namespaceSelector:
    matchLabels: { kubernetes.io/metadata.name: {{ .peer.namespace }} }
  {{- with .peer.labels }}
  podSelector:
    matchLabels: {{ toJson . }}
  {{- end }}
{{- else -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .peer.chart }}
      app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}
{{- end -}}

{{/*
Who may reach the pods of one chart, and whom they may reach, beside DNS. Where the chart's own policy is off, the namespace decides.
Call with (dict "root" . "port" "http" "from" (list (dict "chart" "redis")) "to" (list (dict "chart" "redis" "port" 6379))).
*/}}
{{- define "imprun.networkPolicy" -}}
{{- $root := .root -}}
{{- if $root.Values.networkPolicy.enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "imprun.fullname" $root }}
  labels:
    {{- include "imprun.labels" $root | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "imprun.selectorLabels" $root | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- if .from }}
  ingress:
    - from:
        {{- range .from }}
        {{- include "imprun.peer" (dict "root" $root "peer" .) | nindent 8 }}
        {{- end }}
      ports:
        - { protocol: TCP, port: {{ .port }} }
  {{- else }}
  ingress: []
  {{- end }}
  egress:
    - to:
        - namespaceSelector:
            matchLabels: { kubernetes.io/metadata.name: kube-system }
          podSelector:
            matchLabels: { k8s-app: kube-dns }
      ports:
        - { protocol: UDP, port: 53 }
        - { protocol: TCP, port: 53 }
    {{- range .to }}
    - to:
        {{- include "imprun.peer" (dict "root" $root "peer" .) | nindent 8 }}
      {{- with .port }}
      ports:
        - { protocol: TCP, port: {{ int . }} }
      {{- end }}
    {{- end }}
{{- end }}
{{- end -}}

{{/* A data store as a peer, as JSON: the release's own, or by the dots in its name one elsewhere. Call with (dict "store" .Values.global.redis "chart" "redis" "port" 6379). */}}
{{- define "imprun.storePeer" -}}
{{- if contains "." .store.host -}}
{{- dict "address" "0.0.0.0/0" "port" .store.port | toJson -}}
{{- else -}}
{{- dict "chart" .chart "port" .port | toJson -}}
{{- end -}}
{{- end -}}

{{- define "imprun.mongodbPeer" -}}
{{- include "imprun.storePeer" (dict "store" .Values.global.mongodb "chart" "mongodb" "port" 27017) -}}
{{- end -}}

{{- define "imprun.redisPeer" -}}
{{- include "imprun.storePeer" (dict "store" .Values.global.redis "chart" "redis" "port" 6379) -}}
{{- end -}}

{{/* Who takes traces, as a JSON list of peers. */}}
{{- define "imprun.tracingPeers" -}}
{{- $peers := list -}}
{{- with .Values.global.tracing }}{{ $peers = list . }}{{ end -}}
{{- toJson $peers -}}
{{- end -}}

{{/*
Who brings requests from outside to a workload, as a JSON list of peers. Cilium's own gateway is none: it has a policy of its kind.
Call with (dict "root" . "service" "name").
*/}}
{{- define "imprun.outside" -}}
{{- $values := .root.Values -}}
{{- $peers := list -}}
{{- range $exposed := list $values.ingress $values.route -}}
{{- if $exposed.enabled }}{{ with $exposed.controllerNamespace }}{{ $peers = append $peers (dict "namespace" .) }}{{ end }}{{ end -}}
{{- end -}}
{{- if include "imprun.onNodes" .root -}}
{{- $peers = append $peers (dict "namespace" "kube-system" "labels" (dict
  "svccontroller.k3s.cattle.io/svcname" .service
  "svccontroller.k3s.cattle.io/svcnamespace" .root.Release.Namespace)) -}}
{{- else if ne $values.service.type "ClusterIP" -}}
{{- $peers = concat $peers $values.networkPolicy.addresses -}}
{{- end -}}
{{- toJson $peers -}}
{{- end -}}

{{/* Lets Cilium's own gateway in, which is in no namespace. */}}
{{- define "imprun.ciliumPolicy" -}}
{{- if and .Values.networkPolicy.enabled .Values.route.enabled (not .Values.route.controllerNamespace) }}
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: {{ include "imprun.fullname" . }}-gateway
  labels:
    {{- include "imprun.labels" . | nindent 4 }}
spec:
  endpointSelector:
    matchLabels:
      {{- include "imprun.selectorLabels" . | nindent 6 }}
  ingress:
    - fromEntities: [ingress]
      toPorts:
        - ports:
            - { protocol: TCP, port: {{ .Values.containerPort | int | quote }} }
{{- end }}
{{- end -}}
