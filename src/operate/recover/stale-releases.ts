import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import type { JsonObject } from "../../core/json.ts";
import { type HelmRecord, newestRecord } from "../cluster/helm-records.ts";
import { valuesDifferences } from "../drift/values-differences.ts";
import { type RecordedRelease, recordedReleases } from "./recorded-releases.ts";

/** A release that the state takes for healthy although Helm says otherwise: an `up` would leave it as it is. */
export interface StaleRelease {
  readonly urn: string;
  readonly name: string;
  readonly namespace: string;
  /** What Helm says, in one sentence. */
  readonly reason: string;
}

/**
 * The releases that the state takes for healthy and that are not: a refresh forgets that an upgrade failed, and keeps values
 * that Helm no longer has. With `refreshed`, those that it would take for healthy after one.
 */
export function staleReleases(
  state: Deployment,
  records: readonly HelmRecord[],
  { refreshed = false } = {},
): readonly StaleRelease[] {
  return recordedReleases(state)
    .filter(({ known, failed }) => known && (refreshed || !failed))
    .flatMap((release) => {
      const reason = staleReason(release, newestRecord(records, release));
      return reason === undefined ? [] : [{ ...pick(release), reason }];
    });
}

function pick({ urn, name, namespace }: RecordedRelease): Pick<RecordedRelease, "urn" | "name" | "namespace"> {
  return { urn, name, namespace };
}

function staleReason(release: RecordedRelease, record: HelmRecord | undefined): string | undefined {
  if (record === undefined) return undefined;
  if (record.status !== "deployed") return `revision ${record.revision} is ${record.status}`;
  const paths = valuesDifferences(release.values, record.values);
  if (paths.length > 0) return `revision ${record.revision} has other values: ${paths.join(", ")}`;
  if (release.chartVersion !== "" && release.chartVersion !== record.chartVersion)
    return `revision ${record.revision} has chart version ${record.chartVersion}`;
  return undefined;
}

/**
 * The same state, in which the given releases count as not having come up: the engine then updates each of them again, even
 * where the program changes nothing.
 */
export function withFailures(state: Deployment, stale: readonly StaleRelease[]): Deployment {
  const reasons = new Map(stale.map(({ urn, reason }) => [urn, reason]));
  return editResources(state, (resource) => {
    const reason = reasons.get(String(resource.urn));
    return reason === undefined ? resource : { ...resource, initErrors: [`Helm: ${reason}`] };
  });
}

function editResources(state: Deployment, edit: (resource: JsonObject) => JsonObject): Deployment {
  const content = state.deployment as { readonly resources?: readonly JsonObject[] };
  return { ...state, deployment: { ...content, resources: (content.resources ?? []).map(edit) } };
}
