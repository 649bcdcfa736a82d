import { z } from "zod";
import { at, mapAt } from "../core/fields.ts";
import type { JsonObject } from "../core/json.ts";
import { keepAnnotation } from "../core/labels.ts";
import { celHas } from "./cel.ts";
import { defineRule } from "./rule.ts";
import { claimResources } from "./volume-claims.ts";

/** Databases that an operator runs: their volumes go with them. */
const databases: Readonly<Record<string, readonly [group: string, resource: string]>> = {
  Cluster: ["postgresql.cnpg.io", "clusters"],
  ClickHouseInstallation: ["clickhouse.altinity.com", "clickhouseinstallations"],
  ClickHouseKeeperInstallation: ["clickhouse-keeper.altinity.com", "clickhousekeeperinstallations"],
  MongoDBCommunity: ["mongodbcommunity.mongodb.com", "mongodbcommunity"],
};

/** Data stays when what uses it goes. */
export const deletionProtection = defineRule({
  id: "deletion-protection",
  title: "Data outlives the release that uses it.",
  why: "An app that is taken out of a stack file by mistake is put back in a minute; its data is not.",
  fix:
    `Annotate a claim or a database with ${keepAnnotation}: keep; leave persistentVolumeClaimRetentionPolicy of a StatefulSet at Retain for ` +
    "both whenDeleted and whenScaled.",
  kinds: ["PersistentVolumeClaim", "StatefulSet", ...Object.keys(databases)],
  tiers: ["prod"],
  scope: "apps",
  sees: "object",
  parameters: z.strictObject({}),
  *check(object) {
    if (object.kind === "StatefulSet") {
      const retention = mapAt(object, "spec", "persistentVolumeClaimRetentionPolicy");
      for (const [when, what] of Object.entries(retention)) if (what === "Delete") yield `deletes its claims ${when}`;
    } else if (isData(object) && at(object, "metadata", "annotations", keepAnnotation) !== "keep")
      yield "is deleted with its release";
  },
  admission: {
    expression: () => ({
      resources: [
        ...claimResources,
        ...Object.values(databases).map(([group, resource]) => ({
          apiGroups: [group],
          apiVersions: ["*"],
          resources: [resource],
        })),
      ],
      variables: {
        retention: `object.kind == 'StatefulSet' && ${celHas("dyn(object).spec", "persistentVolumeClaimRetentionPolicy")} ? dyn(object).spec.persistentVolumeClaimRetentionPolicy : dyn({})`,
      },
      faults:
        "object.kind == 'StatefulSet' ? ['whenDeleted', 'whenScaled'].filter(w, w in variables.retention && " +
        "variables.retention[w] == 'Delete').map(w, 'deletes its claims ' + w) : " +
        `${celKept("object")} ? [] : ['is deleted with its release']`,
      also: `${celKept("oldObject")} && !(${celKept("object")})`,
    }),
  },
});

/** Whether an object is a claim, or a database of the operator that has this kind. */
function isData({ kind, apiVersion }: JsonObject): boolean {
  const [group] = databases[String(kind)] ?? [];
  return group === undefined || String(apiVersion).startsWith(`${group}/`);
}

function celKept(root: string): string {
  return `(${celHas(root, "metadata.annotations")} && '${keepAnnotation}' in ${root}.metadata.annotations && ${root}.metadata.annotations['${keepAnnotation}'] == 'keep')`;
}
