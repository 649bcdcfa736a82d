{{/* A peer: pods of one app, of one namespace, or addresses. Call with (dict "root" . "peer" (dict)). */}}
{{- define "service.peer" -}}
{{- $peer := .peer -}}
{{- if $peer.address }}
- ipBlock:
    cidr: {{ $peer.address }}
    {{- with $peer.except }}
    except: {{ toJson . }}
    {{- end }}
{{- else }}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ $peer.namespace | default .root.Release.Namespace }}
  {{- $labels := $peer.labels }}
  {{- with $peer.app }}{{ $labels = dict "app.kubernetes.io/instance" . }}{{ end }}
  {{- with $labels }}
  podSelector:
    matchLabels:
      {{- toYaml . | nindent 6 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/*
Whether k3s opens the service's ports on every node: true or nothing. Its own pods then stand before the service, and no address of
a caller arrives: service.loadBalancerSourceRanges says who may call.
*/}}
{{- define "service.onNodes" -}}
{{- if and .Values.service.enabled (eq .Values.service.type "LoadBalancer") (eq .Values.global.loadBalancer.kind "k3s") }}true{{ end -}}
{{- end -}}

{{/* Who may call the service, as a JSON list of peers. */}}
{{- define "service.callers" -}}
{{- $policy := .Values.networkPolicy.ingress -}}
{{- $peers := list -}}
{{- range $exposed := list .Values.app.ingress .Values.app.route -}}
{{- if $exposed.enabled }}{{ with $exposed.controllerNamespace }}{{ $peers = append $peers (dict "namespace" .) }}{{ end }}{{ end -}}
{{- end -}}
{{- if .Values.serviceMonitor.enabled }}{{ $peers = append $peers (dict "namespace" $policy.monitoringNamespace) }}{{ end -}}
{{- range $policy.namespaces }}{{ $peers = append $peers (dict "namespace" .) }}{{ end -}}
{{- range $policy.apps }}{{ $peers = append $peers . }}{{ end -}}
{{- range $policy.addresses }}{{ $peers = append $peers . }}{{ end -}}
{{- if include "service.onNodes" . }}
{{- $peers = append $peers (dict "namespace" "kube-system" "labels" (dict
  "svccontroller.k3s.cattle.io/svcname" .Release.Name
  "svccontroller.k3s.cattle.io/svcnamespace" .Release.Namespace)) }}
{{- end -}}
{{- toJson $peers -}}
{{- end -}}

{{/* Rules of egress: DNS, and each of the peers at its port. Call with (dict "root" . "peers" (list)). */}}
{{- define "service.egress" -}}
{{- $root := .root -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- range .peers }}
- to:
    {{- include "service.peer" (dict "root" $root "peer" .) | trim | nindent 4 }}
  {{- with .port }}
  ports:
    - { protocol: TCP, port: {{ int . }} }
  {{- end }}
{{- end }}
{{- end -}}
