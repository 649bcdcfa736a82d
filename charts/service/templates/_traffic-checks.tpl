{{- define "service.versionProblems" -}}
{{- $app := .Values.app }}
{{- if not $app.image.repository }}
app.image.repository is empty. Give images.app in the stack file, or app.image
{{- end }}
{{- $second := ternary "canary" (ternary "green" "" .Values.blueGreen.enabled) .Values.canary.enabled }}
{{- range $track := compact (list "app" $second) }}
{{- $image := get (get $.Values $track) "image" }}
{{- if not (or $image.tag $image.digest) }}
{{ $track }}.image has neither tag nor digest. Give images.{{ $track }} in the stack file, or {{ $track }}.image
{{- end }}
{{- end }}
{{- if and .Values.canary.enabled .Values.blueGreen.enabled }}
canary.enabled and blueGreen.enabled are both true. Turn one of them off
{{- end }}
{{- if and .Values.canary.enabled (not (or $app.ingress.enabled $app.route.enabled)) }}
canary.enabled is true, but nothing shares traffic out. Turn app.ingress (Traefik) or app.route (Gateway API) on
{{- end }}
{{- if and .Values.blueGreen.enabled (not .Values.service.enabled) }}
blueGreen.enabled is true, but service.enabled is false: nothing leads traffic to the active version. Turn service on
{{- end }}
{{- end -}}

{{- define "service.trafficProblems" -}}
{{- $app := .Values.app }}
{{- $names := list }}
{{- range .Values.ports }}
{{- if has .name $names }}
ports has {{ .name }} twice. Give each port a name of its own
{{- end }}
{{- $names = append $names .name }}
{{- if and .nodePort (eq $.Values.service.type "ClusterIP") }}
ports: {{ .name }} has nodePort {{ int .nodePort }}, but service.type is ClusterIP. Set NodePort, or leave nodePort out
{{- end }}
{{- end }}
{{- if and $app.ingress.enabled $app.route.enabled }}
app.ingress.enabled and app.route.enabled are both true. Turn one of them off
{{- end }}
{{- range $kind := list "ingress" "route" }}
{{- if get (get $app $kind) "enabled" }}
{{- if not $app.ingress.hosts }}
app.{{ $kind }}.enabled is true, but app.ingress.hosts is empty. Give hosts.app in the stack file, or app.ingress.hosts
{{- end }}
{{- if not $.Values.service.enabled }}
app.{{ $kind }}.enabled is true, but service.enabled is false. Turn service on
{{- end }}
{{- include "service.portProblem" (dict "root" $ "path" "app.port" "port" $app.port) }}
{{- end }}
{{- end }}
{{- range $annotation, $value := $app.ingress.annotations }}
{{- if and $app.ingress.enabled $.Values.canary.enabled (hasPrefix "traefik.ingress.kubernetes.io/router." $annotation) }}
app.ingress.annotations: {{ $annotation }} would be lost while the canary runs. Use app.ingress.middlewares, or take it away
{{- end }}
{{- end }}
{{- if $app.ingress.enabled }}
{{- if not (has $app.timeouts.request (list "" "0s")) }}
app.timeouts.request is {{ $app.timeouts.request }}, which Traefik cannot keep for one host. Give app.timeouts.backendRequest instead
{{- end }}
{{- range $host := $app.ingress.hosts }}{{ range .paths }}{{ if .timeouts }}
app.ingress.hosts: {{ .path }} of {{ $host.host }} has timeouts, which Traefik cannot keep for one path. Give app.timeouts.backendRequest instead
{{- end }}{{ end }}{{ end }}
{{- end }}
{{- if and $app.route.enabled (eq .Values.service.stickiness "cookie") }}
service.stickiness is cookie, which app.route cannot do. Set none
{{- end }}
{{- if eq .Values.service.stickiness "address" }}
{{- if $app.route.enabled }}
service.stickiness is address, but app.route sends requests to pods, past the Service that would keep it. Set none
{{- end }}
{{- if $app.ingress.enabled }}
service.stickiness is address, but app.ingress sends requests to pods, past the Service that would keep it. Set cookie or none
{{- end }}
{{- if include "service.onNodes" . }}
service.stickiness is address, but k3s' load balancer calls for everybody by its own. Set none, or ClusterIP
{{- end }}
{{- end }}
{{- if .Values.serviceMonitor.enabled }}
{{- if not .Values.service.enabled }}
serviceMonitor.enabled is true, but service.enabled is false. Turn service on
{{- end }}
{{- include "service.portProblem" (dict "root" . "path" "serviceMonitor.port" "port" .Values.serviceMonitor.port) }}
{{- end }}
{{- $policy := .Values.networkPolicy }}
{{- if and $policy.enabled .Values.service.enabled (ne .Values.service.type "ClusterIP") (not (include "service.onNodes" .)) (not $policy.ingress.addresses) }}
service.type is {{ .Values.service.type }}, but networkPolicy.ingress.addresses is empty, so nobody outside gets in. Give { address: <CIDR> }
{{- end }}
{{- if and (include "service.onNodes" .) (not .Values.service.loadBalancerSourceRanges) }}
service.type is LoadBalancer, but service.loadBalancerSourceRanges is empty, so everybody gets in. Give CIDRs, 0.0.0.0/0 for everybody
{{- end }}
{{- range $index, $database := $policy.egress.databases }}
{{- if not (or $database.namespace $database.address) }}
networkPolicy.egress.databases[{{ $index }}] has neither namespace nor address. Give one of them
{{- end }}
{{- end }}
{{- end -}}

{{/* A line if no port has the name. Call with (dict "root" . "path" "app.port" "port" "http"). */}}
{{- define "service.portProblem" -}}
{{- $names := list }}
{{- range .root.Values.ports }}{{ $names = append $names .name }}{{ end }}
{{- if not (has .port $names) }}
{{ .path }} is {{ .port }}, which ports does not have. Give one of: {{ join ", " $names | default "(there are none)" }}
{{- end }}
{{- end -}}
