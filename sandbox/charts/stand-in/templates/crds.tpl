{{- $shape := .Files.Get "shape.json" | fromJson }}
{{- with $shape.crds }}
{{- if eq (include "stand-in.on" (list $.Values .switch)) "true" }}
{{- $annotations := dict }}
{{- if .annotations }}
{{- $annotations = mergeOverwrite $annotations ((include "stand-in.at" (list $.Values .annotations) | fromJson).value | default dict) }}
{{- end }}
{{- if .keep }}
{{- if eq (include "stand-in.on" (list $.Values .keep)) "true" }}
{{- $_ := set $annotations "helm.sh/resource-policy" "keep" }}
{{- end }}
{{- end }}
{{- range .files }}
{{- range splitList "\n---\n" ($.Files.Get (printf "definitions/%s" .)) }}
{{- $definition := fromYaml . }}
{{- with mergeOverwrite (dict) ($definition.metadata.annotations | default dict) $annotations }}
{{- $_ := set $definition.metadata "annotations" . }}
{{- end }}
---
{{ toYaml $definition }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
