import { counted } from "../../../core/counted.ts";
import { isSame } from "../../../core/json.ts";
import { isHook, kindOf } from "../../render/object.ts";
import { at } from "./fields.ts";
import type { RiskRule } from "./risk.ts";

/** What a workload's pods are made of: a change of it makes other pods. */
const templates: Readonly<Record<string, readonly string[]>> = {
  "DaemonSet.apps": ["spec.template"],
  "Deployment.apps": ["spec.template"],
  "StatefulSet.apps": ["spec.template"],
  "Cluster.postgresql.cnpg.io": ["spec.imageName", "spec.resources", "spec.postgresql", "spec.affinity"],
  "ClickHouseInstallation.clickhouse.altinity.com": ["spec.templates", "spec.configuration"],
};

/** Which pods a change restarts. */
export const restart: RiskRule = ({ before, after }, pods) => {
  if (before === undefined || after === undefined || isHook(after.object)) return [];
  const changed = (templates[kindOf(after)] ?? []).some(
    (path) => !isSame(at(before.object, path), at(after.object, path)),
  );
  if (!changed) return [];
  const number = pods.of(after);
  if (pods.isUnknown(after)) return ["restarts its pods, one on every node"];
  if (at(after.object, "spec.updateStrategy.type") === "OnDelete")
    return [`${counted(number, "pod")} will be others once they are deleted by hand`];
  return number === 0 ? [] : [`restarts ${counted(number, "pod")}`];
};
