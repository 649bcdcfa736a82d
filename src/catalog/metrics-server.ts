import { z } from "zod";
import { defineComponent } from "./component.ts";

/** Serves the figures that autoscaling decides by. */
export const metricsServer = defineComponent({
  name: "metrics-server",
  summary: "Serves CPU and memory figures to autoscaling and `kubectl top`; k3s brings it, ready for use.",
  namespace: "kube-system",
  podSecurity: "restricted",
  chart: { bundled: "metrics-server" },
  requires: [],
  settings: z.strictObject({}),
  // k3s brings it as plain objects that it writes anew at every start: there is nothing to set.
  values: () => ({}),
});
