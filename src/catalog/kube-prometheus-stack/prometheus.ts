import type { JsonObject } from "../../core/json.ts";
import type { ComponentContext } from "../component.ts";
import { scrapeInterval } from "../monitoring.ts";
import { type Amounts, resources } from "../resources.ts";
import { volumeClaim } from "../volume-claim.ts";

/** What the environment says about Prometheus. */
export interface PrometheusSettings {
  /** Such as 15d. */
  readonly retention: string;
  /** Size of each volume, as a Kubernetes quantity. */
  readonly storage: string;
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
}

/** Paths of these values that are open by design. */
export const prometheusOpen: readonly string[] = [
  "prometheus.prometheusSpec.resources",
  "prometheus.prometheusSpec.storageSpec",
  "prometheusOperator.resources",
  "prometheusOperator.prometheusConfigReloader.resources",
  "prometheusOperator.admissionWebhooks.patch.resources",
];

/** Prometheus, and the operator that runs it. */
export function prometheusValues(settings: PrometheusSettings, context: ComponentContext): JsonObject {
  const { retention, storage, resources: amounts } = settings;
  return {
    prometheus: {
      podDisruptionBudget: { enabled: context.replicas > 1 },
      prometheusSpec: {
        replicas: context.replicas,
        retention,
        scrapeInterval,
        resources: amounts,
        storageSpec: { volumeClaimTemplate: { spec: volumeClaim(storage, context) } },
        ...selectEverything,
      },
    },
    prometheusOperator: {
      resources: resources({ cpu: "50m", memory: "128Mi" }, { cpu: "500m", memory: "512Mi" }),
      prometheusConfigReloader: { resources: small },
      admissionWebhooks: { patch: { resources: small } },
    },
  };
}

const small = resources({ cpu: "10m", memory: "32Mi" }, { cpu: "100m", memory: "128Mi" });

/** Monitors and rules are found in every namespace, with this release's label or without. */
const selectEverything = {
  serviceMonitorSelectorNilUsesHelmValues: false,
  podMonitorSelectorNilUsesHelmValues: false,
  ruleSelectorNilUsesHelmValues: false,
  probeSelectorNilUsesHelmValues: false,
  scrapeConfigSelectorNilUsesHelmValues: false,
};
