import { clickhouseImages } from "../../catalog/clickhouse-images.ts";
import { resources } from "../../catalog/resources.ts";
import { isKept } from "../../config/database-secrets.ts";
import type { ClickhouseSettings } from "../../config/databases.ts";
import type { Settings } from "../../config/settings.ts";
import { type ObjectPlan, objectPlan } from "../objects.ts";
import { podTemplate, volumeTemplate } from "./pod-template.ts";

/** The Service of a cluster's keepers, as the operator names it. */
export function keeperService(name: string): string {
  return `keeper-${name}`;
}

/** Three keepers, which replicas agree through, whatever the number of replicas. */
export function keeperObjects(name: string, database: ClickhouseSettings, settings: Settings): readonly ObjectPlan[] {
  const image = clickhouseImages[database.version].keeper;
  const amounts = resources({ cpu: "100m", memory: "256Mi" }, { cpu: "500m", memory: "512Mi" });
  return [
    objectPlan({
      apiVersion: "clickhouse-keeper.altinity.com/v1",
      kind: "ClickHouseKeeperInstallation",
      name,
      namespace: database.namespace,
      owner: name,
      waitFor: "status.status=Completed",
      timeoutSeconds: database.timeoutSeconds,
      retain: isKept(database, settings.environment),
      requires: ["clickhouse"],
      body: {
        spec: {
          configuration: { clusters: [{ name: "main", layout: { replicasCount: 3 } }] },
          defaults: { templates: { podTemplate: "keeper", dataVolumeClaimTemplate: "data" } },
          templates: {
            podTemplates: [
              podTemplate({
                name: "keeper",
                database: `${name}-keeper`,
                container: "clickhouse-keeper",
                image,
                resources: amounts,
                annotations: {},
              }),
            ],
            volumeClaimTemplates: [volumeTemplate({ ...database, storage: "5Gi" }, settings)],
          },
        },
      },
    }),
  ];
}
