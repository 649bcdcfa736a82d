import { gunzipSync } from "node:zlib";
import type { V1Secret } from "@kubernetes/client-node";
import { mapsAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import { isSameRelease, type ReleaseKey } from "../../plan/releases.ts";
import { inParallel } from "../network/in-parallel.ts";
import { type Api, connections } from "./api.ts";
import type { Cluster } from "./cluster.ts";

/** What Helm keeps in the cluster about one revision of a release. */
export interface HelmRecord {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  /** `deployed`, `failed`, `superseded`, `pending-install`, `pending-upgrade`, `pending-rollback`, `uninstalling`. */
  readonly status: string;
  readonly description: string;
  readonly chart: string;
  readonly chartVersion: string;
  /** The values that were given; charts' defaults are not among them. */
  readonly values: JsonObject;
  /** Rendered objects, as YAML. */
  readonly manifest: string;
  /** When the revision was written (ISO 8601). */
  readonly updated: string;
}

interface StoredRelease {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly info: { readonly status: string; readonly description?: string; readonly last_deployed: string };
  readonly chart: { readonly metadata: { readonly name: string; readonly version: string } };
  readonly config?: JsonObject;
  readonly manifest: string;
}

/** Every revision of every release in the given namespaces, oldest first. */
export async function readHelmRecords(
  { config }: Cluster,
  namespaces: readonly string[],
): Promise<readonly HelmRecord[]> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const api = config.makeApiClient(CoreV1Api);
  const lists = await Promise.all(
    namespaces.map((namespace) => api.listNamespacedSecret({ namespace, labelSelector: "owner=helm" })),
  );
  return lists.flatMap(({ items }) => items.map(decode)).sort((a, b) => a.revision - b.revision);
}

/** The newest revisions of the releases in the given namespaces: a superseded one is not asked for. */
export async function readCurrentRecords(api: Api, namespaces: readonly string[]): Promise<readonly HelmRecord[]> {
  const query = `labelSelector=${encodeURIComponent("owner=helm,status!=superseded")}`;
  const found: HelmRecord[] = [];
  await inParallel(namespaces, connections, async (namespace) => {
    const { status, body } = await api.ask({ path: `/api/v1/namespaces/${namespace}/secrets?${query}` });
    if (status !== 200) throw new Error(`Helm's records in ${namespace} cannot be read: ${body.message ?? status}`);
    found.push(...mapsAt(body, "items").map((item) => decode(item as Pick<V1Secret, "data">)));
  });
  return found.sort((a, b) => a.revision - b.revision);
}

/** The newest revision of one release; nothing if Helm does not know it. */
export function newestRecord(records: readonly HelmRecord[], release: ReleaseKey): HelmRecord | undefined {
  return records.findLast((record) => isSameRelease(record, release));
}

/** Helm stores a release as JSON, compressed, in base64, inside a Secret, whose data is base64 once more. */
function decode({ data }: Pick<V1Secret, "data">): HelmRecord {
  const packed = Buffer.from(Buffer.from(data?.release ?? "", "base64").toString("ascii"), "base64");
  const { name, namespace, version, info, chart, config, manifest } = JSON.parse(
    gunzipSync(packed).toString("utf8"),
  ) as StoredRelease;
  return {
    name,
    namespace,
    revision: version,
    status: info.status,
    description: info.description ?? "",
    chart: chart.metadata.name,
    chartVersion: chart.metadata.version,
    values: config ?? {},
    manifest,
    updated: info.last_deployed,
  };
}
