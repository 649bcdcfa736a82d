import { mapsAt } from "../../../core/fields.ts";
import type { RenderedObject } from "../../render/render.ts";
import { at, kindOf } from "./fields.ts";
import type { RiskRule } from "./risk.ts";

/** Custom resources that stand for a database: their operator deletes its volumes with them. */
const databases: ReadonlySet<string> = new Set([
  "ClickHouseInstallation.clickhouse.altinity.com",
  "ClickHouseKeeperInstallation.clickhouse-keeper.altinity.com",
  "Cluster.postgresql.cnpg.io",
  "MongoDB.mongodb.com",
  "MongoDBCommunity.mongodbcommunity.mongodb.com",
]);

/** Whether an object is a database: a custom resource of one, or pods that keep volumes of their own. */
export function isDatabase(rendered: RenderedObject): boolean {
  return databases.has(kindOf(rendered)) || keepsClaims(rendered);
}

/** Why a change may lose data. */
export const dataLoss: RiskRule = ({ change, before, after }) => {
  if (before === undefined) return [];
  if (change === "removed") return lostWith(before);
  const fewer = Number(at(after?.object, "spec.replicas") ?? 1) < Number(at(before.object, "spec.replicas") ?? 1);
  const deletes = at(after?.object, "spec.persistentVolumeClaimRetentionPolicy.whenScaled") === "Delete";
  return keepsClaims(before) && fewer && deletes ? ["the volumes of the pods that go are deleted"] : [];
};

function lostWith(before: RenderedObject): readonly string[] {
  const kind = kindOf(before);
  if (kind === "Namespace") return ["everything in it goes with it"];
  if (kind === "CustomResourceDefinition.apiextensions.k8s.io") return ["every object of its kind goes with it"];
  if (kind === "PersistentVolumeClaim" || kind === "PersistentVolume") return ["its volume goes with it"];
  if (databases.has(kind)) return ["the database goes, with its volumes"];
  if (keepsClaims(before)) {
    const deleted = at(before.object, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted") === "Delete";
    return [deleted ? "its volumes are deleted with it" : "its volumes stay behind, and nobody uses them"];
  }
  return kind === "Secret" && before.release === undefined
    ? ["its values are lost unless they are kept elsewhere"]
    : [];
}

function keepsClaims(rendered: RenderedObject): boolean {
  return kindOf(rendered) === "StatefulSet.apps" && mapsAt(at(rendered.object, "spec.volumeClaimTemplates")).length > 0;
}
