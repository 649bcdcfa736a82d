import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { type ComponentContext, defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { monitorLabels, scrapeInterval } from "./monitoring.ts";
import { resources } from "./resources.ts";

/** Brings secrets from an outside store into the cluster. */
export const externalSecrets = defineComponent({
  name: "external-secrets",
  summary: "Brings secrets from an outside store into the cluster and keeps them fresh.",
  namespace: "external-secrets",
  podSecurity: "restricted",
  chart: { repository: "https://charts.external-secrets.io", name: "external-secrets", version: "2.9.0" },
  requires: [],
  after: foundation,
  settings: z.strictObject({
    concurrent: z.int().min(1).max(64).default(1).describe("ExternalSecrets that are synchronised at the same time."),
    serviceAccountAnnotations: z
      .record(z.string(), z.string())
      .default({})
      .describe("Annotations of the controller's ServiceAccount, such as the cloud role that may read the store."),
  }),
  open: [
    ...["resources", "webhook.resources", "certController.resources", "crds.annotations"],
    ...["serviceMonitor.additionalLabels", "serviceAccount.annotations"],
  ],
  values: ({ concurrent, serviceAccountAnnotations }, context) => ({
    // The chart removes its CustomResourceDefinitions, and with them every ExternalSecret, unless told to keep them.
    crds: { annotations: { "helm.sh/resource-policy": "keep" } },
    concurrent,
    leaderElect: context.replicas > 1,
    ...controller(context),
    webhook: controller(context),
    certController: controller(context),
    serviceAccount: { annotations: serviceAccountAnnotations },
    serviceMonitor: {
      enabled: context.monitored,
      // What is rendered may not depend on the cluster that was asked; the order of releases sees to the kinds.
      renderMode: "alwaysRender",
      interval: scrapeInterval,
      additionalLabels: monitorLabels,
    },
  }),
});

const small = resources({ cpu: "10m", memory: "64Mi" }, { cpu: "200m", memory: "256Mi" });

function controller({ replicas }: ComponentContext): JsonObject {
  return {
    replicaCount: replicas,
    resources: small,
    podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
  };
}
