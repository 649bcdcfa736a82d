import type { ReleasePlan } from "../../plan/releases.ts";
import { type HelmRecord, newestRecord } from "../cluster/helm-records.ts";
import { valuesDifferences } from "./values-differences.ts";

/** One way in which Helm's records and the plan disagree. */
export interface HelmDrift {
  readonly release: string;
  readonly namespace: string;
  readonly kind: "missing" | "not deployed" | "other values" | "other chart" | "not planned";
  /** What differs: a status, paths of values, versions; never a value. */
  readonly detail: string;
}

/** Where Helm's records disagree with the plan: releases that are missing, failed, different, or of nobody's plan. */
export function helmDrift(releases: readonly ReleasePlan[], records: readonly HelmRecord[]): readonly HelmDrift[] {
  const planned = releases.flatMap((release) => releaseDrift(release, newestRecord(records, release)));
  return [...planned, ...unplanned(releases, records)];
}

function releaseDrift(
  { name, namespace, chart, values }: ReleasePlan,
  record: HelmRecord | undefined,
): readonly HelmDrift[] {
  const place = { release: name, namespace };
  if (record === undefined) return [{ ...place, kind: "missing", detail: "Helm does not know it" }];
  const found: HelmDrift[] = [];
  if (record.status !== "deployed") {
    found.push({ ...place, kind: "not deployed", detail: `revision ${record.revision} is ${record.status}` });
  }
  const paths = valuesDifferences(values, record.values);
  if (paths.length > 0) found.push({ ...place, kind: "other values", detail: paths.join(", ") });
  if (record.chartVersion !== chart.version || record.chart !== chart.name) {
    const detail = `${record.chart} ${record.chartVersion} instead of ${chart.name} ${chart.version}`;
    found.push({ ...place, kind: "other chart", detail });
  }
  return found;
}

function unplanned(releases: readonly ReleasePlan[], records: readonly HelmRecord[]): readonly HelmDrift[] {
  const isPlanned = ({ name, namespace }: HelmRecord) =>
    releases.some((release) => release.name === name && release.namespace === namespace);
  const names = new Map(records.filter((record) => !isPlanned(record)).map((record) => [placeOf(record), record]));
  return [...names.values()]
    .filter(({ status }) => status !== "uninstalled")
    .map(({ name, namespace, chart, chartVersion, status }) => ({
      release: name,
      namespace,
      kind: "not planned",
      detail: `${chart} ${chartVersion}, ${status}`,
    }));
}

function placeOf({ name, namespace }: HelmRecord): string {
  return `${namespace}/${name}`;
}
