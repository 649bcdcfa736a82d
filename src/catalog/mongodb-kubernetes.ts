import { z } from "zod";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { resourcesSetting } from "./resources.ts";

/** Runs MongoDB replica sets. */
export const mongodbKubernetes = defineComponent({
  name: "mongodb-kubernetes",
  summary: "Runs MongoDB: replica sets and their users that are described as objects.",
  namespace: "data",
  podSecurity: "restricted",
  chart: { repository: "https://mongodb.github.io/helm-charts", name: "mongodb-kubernetes", version: "1.9.1" },
  requires: [],
  after: foundation,
  operates: true,
  settings: z.strictObject({
    watchAllNamespaces: z
      .boolean()
      .default(false)
      .describe("Looks after databases of every namespace, not only those of its own."),
    resources: resourcesSetting({ cpu: "100m", memory: "200Mi" }, { cpu: "1000m", memory: "1Gi" }).describe(
      "Resources of the operator.",
    ),
  }),
  open: ["operator.watchNamespace", "operator.telemetry.enabled"],
  values: ({ watchAllNamespaces, resources }) => ({
    operator: {
      // The chart allows one; it has neither a PodDisruptionBudget nor a monitor to set.
      replicas: 1,
      resources,
      telemetry: { enabled: false },
      ...(watchAllNamespaces ? { watchNamespace: "*" } : {}),
    },
    // Versions are exact: an image that is there is the right one.
    registry: { pullPolicy: "IfNotPresent" },
  }),
});
