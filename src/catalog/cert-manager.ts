import { z } from "zod";
import { defineComponent } from "./component.ts";

/** Issues and renews TLS certificates. */
export const certManager = defineComponent({
  name: "cert-manager",
  summary: "Issues and renews TLS certificates from ACME and private authorities.",
  namespace: "cert-manager",
  podSecurity: "restricted",
  chart: { repository: "https://charts.jetstack.io", name: "cert-manager", version: "v1.21.1" },
  requires: [],
  settings: z.strictObject({
    logLevel: z.int().min(0).max(10).default(2).describe("Verbosity of the controllers' logs (klog level)."),
  }),
  values: ({ logLevel }, { replicas }) => ({
    crds: { enabled: true, keep: true },
    global: { logLevel },
    replicaCount: replicas,
    webhook: { replicaCount: replicas },
    cainjector: { replicaCount: replicas },
  }),
});
