{{/* The value at a dotted path ("webhook.replicaCount") as {"value": …}; null where there is none. Takes (list values path). */}}
{{- define "stand-in.at" -}}
{{- $value := index . 0 -}}
{{- range splitList "." (index . 1) -}}
{{- $value = ternary (get (ternary $value dict (kindIs "map" $value)) .) nil (kindIs "map" $value) -}}
{{- end -}}
{{- dict "value" $value | toJson -}}
{{- end -}}

{{/* The name that the chart gives its objects. */}}
{{- define "stand-in.fullname" -}}
{{- $base := .shape.base | default .root.Chart.Name -}}
{{- $long := printf "%s-%s" .root.Release.Name $base -}}
{{- $short := and (not .shape.alwaysLong) (contains $base .root.Release.Name) -}}
{{- .root.Values.fullnameOverride | default (ternary .root.Release.Name $long $short) | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* "true" where a switch is on: its value, else its default. Takes (list values switch). */}}
{{- define "stand-in.on" -}}
{{- $given := (include "stand-in.at" (list (index . 0) (index . 1).path) | fromJson).value -}}
{{- ternary $given (index . 1).default (kindIs "bool" $given) -}}
{{- end -}}
