{{/* Security of a pod. Call with (dict "user" 1000 "group" 1000); the file system group owns the volumes. */}}
{{- define "imprun.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ int .user }}
runAsGroup: {{ int .group }}
fsGroup: {{ int .group }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Security of a container: the Pod Security Standard "restricted" and a read-only root file system. */}}
{{- define "imprun.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Spreads the pods of one workload over nodes or zones. */}}
{{- define "imprun.topologySpread" -}}
topologySpreadConstraints:
  - maxSkew: {{ int .Values.topologySpread.maxSkew }}
    topologyKey: {{ .Values.topologySpread.topologyKey }}
    whenUnsatisfiable: {{ .Values.topologySpread.whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "imprun.selectorLabels" . | nindent 8 }}
{{- end -}}

{{/* An HTTP probe on the port named http. Call with one entry of .Values.probes. */}}
{{- define "imprun.httpProbe" -}}
httpGet:
  path: {{ .path }}
  port: http
periodSeconds: {{ int .periodSeconds }}
timeoutSeconds: {{ int .timeoutSeconds }}
failureThreshold: {{ int .failureThreshold }}
{{- end -}}

{{/* Mounts of the writable paths; the volumes are in imprun.scratchVolumes. */}}
{{- define "imprun.scratchMounts" -}}
{{- range $index, $path := .Values.writablePaths }}
- name: scratch-{{ $index }}
  mountPath: {{ $path }}
{{- end }}
{{- end -}}

{{- define "imprun.scratchVolumes" -}}
{{- range $index, $path := .Values.writablePaths }}
- name: scratch-{{ $index }}
  emptyDir:
    sizeLimit: 256Mi
{{- end }}
{{- end -}}

{{/*
An init container that ends when every target accepts: "host:port" over TCP, "http://…" with a status below 400.
A Service without ready pods refuses connections, so this waits for readiness. It runs in the workload's own image (Node.js).
Call with (dict "root" . "targets" (list "host:port")).
*/}}
{{- define "imprun.waitFor" -}}
- name: wait-for-dependencies
  image: {{ include "imprun.image" (dict "root" .root "image" .root.Values.image) }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  command:
    - node
    - --eval
    - |
      const { connect } = require("node:net");
      const { setTimeout: pause } = require("node:timers/promises");
      const accepts = (target) => target.startsWith("http")
        ? fetch(target, { signal: AbortSignal.timeout(3000) }).then((answer) => answer.ok)
        : new Promise((resolve) => {
            const [, host, port] = /^(.*):(\d+)$/.exec(target);
            const socket = connect({ host, port: Number(port), timeout: 3000 });
            const end = (accepted) => { socket.destroy(); resolve(accepted); };
            socket.on("connect", () => end(true)).on("error", () => end(false)).on("timeout", () => end(false));
          });
      (async () => {
        for (const target of process.argv.slice(1)) {
          while (!(await accepts(target).catch(() => false))) {
            console.log(`waiting for ${target}`);
            await pause(2000);
          }
          console.log(`${target} accepts`);
        }
        process.exit(0);
      })();
    {{- range .targets }}
    - {{ . | quote }}
    {{- end }}
  resources:
    requests: { cpu: 10m, memory: 48Mi }
    limits: { memory: 128Mi }
  securityContext:
    {{- include "imprun.securityContext" .root | nindent 4 }}
{{- end -}}

{{/* The claim of a data store. Immutable: selector labels only, no versions. */}}
{{- define "imprun.claim" -}}
- metadata:
    name: data
    labels:
      {{- include "imprun.selectorLabels" . | nindent 6 }}
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .Values.global.storageClass }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests:
        storage: {{ .Values.persistence.size }}
{{- end -}}
