{{/*
The versions that run side by side, as a JSON list: the first is `app`, which alone is there outside of a canary or blue/green.
track: the values key that the image stands under; it tells the pods of one version from those of the other.
*/}}
{{- define "service.versions" -}}
{{- $values := .Values -}}
{{- $tracks := list "app" -}}
{{- if $values.canary.enabled }}{{ $tracks = append $tracks "canary" }}{{ end -}}
{{- if $values.blueGreen.enabled }}{{ $tracks = append $tracks "green" }}{{ end -}}
{{- $versions := list -}}
{{- range $track := $tracks -}}
{{- $own := get $values $track -}}
{{- $fixed := hasKey $own "replicaCount" -}}
{{- $versions = append $versions (dict
  "track" $track
  "name" (ternary $.Release.Name (printf "%s-%s" $.Release.Name $track) (eq $track "app"))
  "image" (include "service.image" (dict "root" $ "image" $own.image))
  "tag" ($own.image.tag | default "")
  "pullPolicy" ($own.image.pullPolicy | default $values.app.image.pullPolicy)
  "replicas" (ternary $own.replicaCount $values.replicaCount $fixed | int)
  "autoscaled" (and $values.autoscaling.enabled (not $fixed))
) -}}
{{- end -}}
{{- toJson $versions -}}
{{- end -}}

{{/* The Services, as a JSON list: name, and track of the pods behind it. The first is the one that others call. */}}
{{- define "service.services" -}}
{{- $name := .Release.Name -}}
{{- if .Values.canary.enabled -}}
{{- list (dict "name" $name "track" "app") (dict "name" (printf "%s-canary" $name) "track" "canary") | toJson -}}
{{- else if .Values.blueGreen.enabled -}}
{{- $green := eq .Values.blueGreen.active "green" -}}
{{- list
  (dict "name" $name "track" (ternary "green" "app" $green))
  (dict "name" (printf "%s-preview" $name) "track" (ternary "app" "green" $green)) | toJson -}}
{{- else -}}
{{- list (dict "name" $name "track" "app") | toJson -}}
{{- end -}}
{{- end -}}

{{/* Where ingress and route lead, as a JSON list: name of a Service, and its weight in percent. */}}
{{- define "service.backends" -}}
{{- $name := .Release.Name -}}
{{- if .Values.canary.enabled -}}
{{- $weight := int .Values.canary.weight -}}
{{- list (dict "name" $name "weight" (sub 100 $weight)) (dict "name" (printf "%s-canary" $name) "weight" $weight) | toJson -}}
{{- else -}}
{{- list (dict "name" $name "weight" 100) | toJson -}}
{{- end -}}
{{- end -}}

{{/* Whether Traefik keeps a limit of its own for the service: true or nothing. */}}
{{- define "service.serversTransport" -}}
{{- if and .Values.app.ingress.enabled .Values.app.timeouts.backendRequest }}true{{ end -}}
{{- end -}}

{{/* One of `ports` by name, as JSON; {} if there is none. Call with (dict "root" . "port" "http"). */}}
{{- define "service.port" -}}
{{- $found := dict -}}
{{- range .root.Values.ports }}{{ if eq .name $.port }}{{ $found = . }}{{ end }}{{ end -}}
{{- toJson $found -}}
{{- end -}}

{{/* Port of the Service that ingress and route lead to. */}}
{{- define "service.backendPort" -}}
{{- $port := include "service.port" (dict "root" . "port" .Values.app.port) | fromJson -}}
{{- $port.servicePort | default $port.containerPort | int -}}
{{- end -}}

{{/* Whether the volume can be mounted by the pods of one node only: true or nothing. */}}
{{- define "service.exclusiveVolume" -}}
{{- $shared := or (has "ReadWriteMany" .Values.persistence.accessModes) (has "ReadOnlyMany" .Values.persistence.accessModes) -}}
{{- if and .Values.persistence.enabled (not $shared) }}true{{ end -}}
{{- end -}}
