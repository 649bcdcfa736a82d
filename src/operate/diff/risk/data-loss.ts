import { mapsAt } from "../../../core/fields.ts";
import { isRetained, kindOf, type RenderedObject } from "../../render/object.ts";
import { at } from "./fields.ts";
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
  if (change === "removed" || after === undefined) return lostWith(before);
  return [
    ...(isKept(before) && !isKept(after) ? ["is no longer kept when nobody wants it any more"] : []),
    ...(becomesDelete("spec.persistentVolumeReclaimPolicy", before, after)
      ? ["its volume is deleted once its claim goes"]
      : []),
    ...(keepsClaims(before) ? lostClaims(before, after) : []),
  ];
};

function lostClaims(before: RenderedObject, after: RenderedObject): readonly string[] {
  const policy = "spec.persistentVolumeClaimRetentionPolicy";
  const fewer = Number(at(after.object, "spec.replicas") ?? 1) < Number(at(before.object, "spec.replicas") ?? 1);
  return [
    ...(fewer && at(after.object, `${policy}.whenScaled`) === "Delete"
      ? ["the volumes of the pods that go are deleted"]
      : []),
    ...(becomesDelete(`${policy}.whenDeleted`, before, after) ? ["its volumes are no longer kept without it"] : []),
  ];
}

function becomesDelete(path: string, before: RenderedObject, after: RenderedObject): boolean {
  return at(before.object, path) !== "Delete" && at(after.object, path) === "Delete";
}

/** Whether an object outlives its release, or its place in the stack file. */
function isKept({ object, retained }: RenderedObject): boolean {
  return retained === true || isRetained(object);
}

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
