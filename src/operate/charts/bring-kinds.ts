import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counted } from "../../core/counted.ts";
import { at, textAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import { UserError } from "../../core/problem.ts";
import { compareVersions } from "../../core/version.ts";
import type { Plan } from "../../plan/plan.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import { Api } from "../cluster/api.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { type HelmRecord, newestRecord, readCurrentRecords } from "../cluster/helm-records.ts";
import { readArchive } from "./chart-contents.ts";

/** A release whose chart is about to be a newer one. */
interface Upgrade {
  readonly release: ReleasePlan;
  readonly from: string;
}

/**
 * Brings the kinds of a chart's folder `crds` up to date before the release is: Helm makes them at the first install, and never looks
 * at them again. Says for each upgraded release how many kinds changed; safe to repeat.
 * @throws UserError if the API server refuses one.
 */
export async function bringKinds(
  directory: string,
  { releases }: Pick<Plan, "releases">,
  cluster: Cluster,
): Promise<readonly string[]> {
  const packed = releases.filter(({ chart }) => chart.kind === "archive");
  if (packed.length === 0) return [];
  const namespaces = [...new Set(packed.map(({ namespace }) => namespace))];
  const api = await Api.to(cluster);
  const folder = await mkdtemp(join(tmpdir(), "kinds-"));
  try {
    const upgrades = upgradesOf(packed, await readCurrentRecords(api, namespaces));
    const sentences: string[] = [];
    for (const { release, from } of upgrades) {
      const { kinds } = await readArchive(join(directory, "src", release.chart.path), folder);
      const changed = await applyAll(api, release, kinds);
      if (changed.length > 0)
        sentences.push(
          `${counted(changed.length, "kind")} of release '${release.name}' brought from ${from} to ${release.chart.version}: ${changed.join(", ")}.`,
        );
    }
    return sentences;
  } finally {
    api.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The releases that the cluster has with an older chart. */
function upgradesOf(releases: readonly ReleasePlan[], records: readonly HelmRecord[]): readonly Upgrade[] {
  return releases.flatMap((release) => {
    const from = newestRecord(records, release)?.chartVersion;
    return from !== undefined && compareVersions(release.chart.version, from) > 0 ? [{ release, from }] : [];
  });
}

/** The names of those that are others than before. */
async function applyAll(api: Api, { name }: ReleasePlan, kinds: readonly JsonObject[]): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const kind of kinds) {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${textAt(kind, "metadata", "name")}`;
    const before = await api.ask({ path });
    // Whoever made it: the chart's word counts, as it did at the first install.
    const { status, body } = await api.ask({
      method: "PATCH",
      path: `${path}?fieldManager=helm&force=true`,
      apply: kind,
    });
    if (status >= 300) {
      throw new UserError("A kind was refused, and its release was not upgraded.", [
        {
          path: `${name}: ${textAt(kind, "metadata", "name")}`,
          message: textAt(body, "message") || `status ${status}`,
        },
      ]);
    }
    const generation = (object: JsonObject) => at(object, "metadata", "generation");
    if (generation(before.body) !== generation(body)) changed.push(textAt(kind, "metadata", "name"));
  }
  return changed;
}
