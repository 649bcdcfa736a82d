import { z } from "zod";
import { defineComponent } from "./component.ts";

/** Brings secrets from an outside store into the cluster. */
export const externalSecrets = defineComponent({
  name: "external-secrets",
  summary: "Brings secrets from an outside store into the cluster and keeps them fresh.",
  namespace: "external-secrets",
  podSecurity: "restricted",
  chart: { repository: "https://charts.external-secrets.io", name: "external-secrets", version: "2.9.0" },
  requires: [],
  settings: z.strictObject({
    concurrent: z.int().min(1).max(64).default(1).describe("ExternalSecrets that are synchronised at the same time."),
  }),
  values: ({ concurrent }, { replicas }) => ({
    // The chart removes its CustomResourceDefinitions, and with them every ExternalSecret, unless told to keep them.
    crds: { annotations: { "helm.sh/resource-policy": "keep" } },
    concurrent,
    replicaCount: replicas,
    leaderElect: replicas > 1,
    webhook: { replicaCount: replicas },
    certController: { replicaCount: replicas },
  }),
});
