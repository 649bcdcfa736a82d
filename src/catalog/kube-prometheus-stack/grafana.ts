import type { JsonObject } from "../../core/json.ts";
import type { ComponentContext } from "../component.ts";
import { writingContainer } from "../pod-security.ts";
import { resources } from "../resources.ts";
import { secretAnnotations } from "../secret-annotations.ts";

/** What the environment says about Grafana. */
export interface GrafanaSettings {
  readonly host?: string | undefined;
  /** Size of the volume, as a Kubernetes quantity. */
  readonly storage: string;
}

/** Paths of these values that are open by design, or that only the subchart knows. */
export const grafanaOpen: readonly string[] = [
  "grafana.resources",
  "grafana.podAnnotations",
  "grafana.grafana.ini",
  "grafana.sidecar.resources",
  "grafana.sidecar.dashboards.folderAnnotation",
  "grafana.sidecar.dashboards.provider",
  "grafana.persistence.storageClassName",
  "grafana.ingress.ingressClassName",
];

/** Grafana, whose dashboards and data sources come from ConfigMaps. */
export function grafanaValues(settings: GrafanaSettings, context: ComponentContext): JsonObject {
  const { storageClass } = context;
  const existingSecret = context.secret("grafana-admin").name;
  return {
    admin: { existingSecret, userKey: "admin-user", passwordKey: "admin-password" },
    podAnnotations: secretAnnotations(context, "grafana-admin"),
    resources: small,
    // The volume can be held by one pod only: a new one would wait for the old one for ever.
    deploymentStrategy: { type: "Recreate" },
    persistence: {
      enabled: true,
      size: settings.storage,
      ...(storageClass === "" ? {} : { storageClassName: storageClass }),
    },
    // It runs as root; the pod's group owns the volume anyway.
    initChownData: { enabled: false },
    extraInitContainers: [passwordReset(existingSecret)],
    sidecar: {
      resources: resources({ cpu: "20m", memory: "96Mi" }, { cpu: "200m", memory: "256Mi" }),
      dashboards: {
        label: "grafana_dashboard",
        labelValue: "1",
        searchNamespace: "ALL",
        // The folder that a dashboard is shown in.
        folderAnnotation: "grafana_folder",
        provider: { foldersFromFilesStructure: true },
      },
    },
    "grafana.ini": {
      analytics: { check_for_updates: false, check_for_plugin_updates: false, reporting_enabled: false },
      ...(settings.host === undefined ? {} : { server: { root_url: `https://${settings.host}` } }),
    },
    ingress: ingress(settings, context),
    ...(context.installed.has("jaeger") ? { additionalDataSources: [traces] } : {}),
  };
}

const small = resources({ cpu: "100m", memory: "192Mi" }, { cpu: "500m", memory: "512Mi" });

/** Traces beside measurements. */
const traces = {
  name: "Jaeger",
  type: "jaeger",
  uid: "jaeger",
  access: "proxy",
  url: "http://jaeger.observability.svc:16686",
};

/** TLS ends at the ingress; the certificate is the Secret `grafana-tls`. */
function ingress({ host }: GrafanaSettings, { ingressClass }: ComponentContext): JsonObject {
  if (host === undefined || ingressClass === undefined) return { enabled: false };
  return {
    enabled: true,
    ingressClassName: ingressClass,
    hosts: [host],
    tls: [{ secretName: "grafana-tls", hosts: [host] }],
  };
}

/**
 * Grafana takes the administrator's password from its Secret at the very first start only, and keeps its own copy. This
 * brings the copy up to date at every later start, so that a rotation is one.
 */
function passwordReset(secret: string): JsonObject {
  const reset = 'printf %s "$ADMIN_PASSWORD" | grafana cli admin reset-admin-password --password-from-stdin';
  return {
    name: "reset-admin-password",
    image:
      "{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}",
    // A dashboard with the old password is better than none.
    command: [
      "sh",
      "-c",
      `test ! -e "$GF_PATHS_DATA/grafana.db" || ${reset} || echo "the password stays as it was" >&2`,
    ],
    env: [{ name: "ADMIN_PASSWORD", valueFrom: { secretKeyRef: { name: secret, key: "admin-password" } } }],
    resources: small,
    securityContext: writingContainer,
    volumeMounts: [{ name: "storage", mountPath: "/var/lib/grafana" }],
  };
}
