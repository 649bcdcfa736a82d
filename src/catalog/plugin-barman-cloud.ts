import { z } from "zod";
import { defineComponent } from "./component.ts";
import { foundation } from "./foundation.ts";
import { resourcesSetting } from "./resources.ts";

/** Keeps backups of PostgreSQL clusters in object stores. */
export const pluginBarmanCloud = defineComponent({
  name: "plugin-barman-cloud",
  summary: "Keeps backups and write-ahead logs of PostgreSQL clusters in object stores.",
  // The operator looks for its plugins in its own namespace.
  namespace: "cnpg-system",
  podSecurity: "restricted",
  chart: { repository: "https://cloudnative-pg.github.io/charts", name: "plugin-barman-cloud", version: "0.7.0" },
  // Operator and plugin know each other by certificates.
  requires: ["cert-manager", "cloudnative-pg"],
  after: foundation,
  settings: z.strictObject({
    resources: resourcesSetting({ cpu: "50m", memory: "128Mi" }, { cpu: "500m", memory: "256Mi" }).describe(
      "Resources of the plugin; what runs beside each database has its own.",
    ),
  }),
  open: ["resources"],
  // Neither a PodDisruptionBudget nor a monitor can be set, and databases archive without it.
  values: ({ resources }) => ({ replicaCount: 1, crds: { create: true }, resources }),
});
