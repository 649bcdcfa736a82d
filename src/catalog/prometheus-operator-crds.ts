import { z } from "zod";
import { defineComponent } from "./component.ts";

/** The kinds that monitoring is described with. */
export const prometheusOperatorCrds = defineComponent({
  name: "prometheus-operator-crds",
  summary: "The kinds that monitoring is described with; where it is installed, every component is monitored.",
  namespace: "observability",
  podSecurity: "restricted",
  chart: {
    repository: "https://prometheus-community.github.io/helm-charts",
    name: "prometheus-operator-crds",
    version: "31.0.1",
  },
  requires: [],
  settings: z.strictObject({}),
  open: ["crds.annotations"],
  // Deleting a kind deletes every monitor and rule of that kind.
  values: () => ({ crds: { annotations: { "helm.sh/resource-policy": "keep" } } }),
});
