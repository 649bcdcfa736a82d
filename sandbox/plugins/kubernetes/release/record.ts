import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { asList, asMap, asNumber, asText, at, type PropertyMap } from "../../protocol/property.ts";
import { fromJson } from "../../protocol/wire.ts";
import type { ApiServer } from "../api-server.ts";
import { mergeValues } from "./inputs.ts";

/** Which release of a cluster. */
export interface ReleaseName {
  namespace: string;
  name: string;
}

const metadataOnly = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

function secretsPath(release: ReleaseName): string {
  return `/api/v1/namespaces/${encodeURIComponent(release.namespace)}/secrets`;
}

/** The revisions of a release of which Helm has records, newest first. */
async function revisions(release: ReleaseName, server: ApiServer): Promise<number[]> {
  const query = { labelSelector: `owner=helm,name=${release.name}` };
  const list = await server.get(secretsPath(release), { query, accept: metadataOnly });
  return asList(list.items)
    .map((item) => Number(at(item, "metadata", "labels", "version")))
    .sort((left, right) => right - left);
}

/** The number of the newest revision; 0 when there is no such release. */
export async function newestRevision(release: ReleaseName, server: ApiServer): Promise<number> {
  return (await revisions(release, server))[0] ?? 0;
}

/**
 * Helm's record of a release, from the Secret in which Helm keeps it: the newest revision or the given one.
 * Undefined when there is none.
 */
export async function readRecord(
  release: ReleaseName,
  server: ApiServer,
  revision?: number,
): Promise<PropertyMap | undefined> {
  const wanted = revision ?? (await newestRevision(release, server));
  if (wanted === 0) return undefined;
  const secret = await server.get(`${secretsPath(release)}/sh.helm.release.v1.${release.name}.v${wanted}`);
  const packed = Buffer.from(asText(at(secret, "data", "release")), "base64").toString();
  return asMap(fromJson(JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString())));
}

/** Names of the rendered objects by kind and API version, e.g. `Deployment.apps/apps/v1`. */
function resourceNames(manifest: string): PropertyMap {
  const found = new Map<string, Set<string>>();
  for (const document of parseAllDocuments(manifest)) {
    const object = asMap(fromJson(document.toJS()));
    const apiVersion = asText(object.apiVersion);
    if (asText(object.kind) === "") continue;
    const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
    const key = `${asText(object.kind)}${group}/${apiVersion}`;
    const namespace = asText(at(object, "metadata", "namespace"));
    const name = asText(at(object, "metadata", "name"));
    found.set(key, (found.get(key) ?? new Set()).add(namespace === "" ? name : `${namespace}/${name}`));
  }
  return Object.fromEntries([...found].map(([key, names]) => [key, [...names].sort()]));
}

/**
 * The release with what Helm recorded: chart version, status, names of the objects, and Helm's values merged over the
 * release's own, which means that a value which Helm does not have stays.
 */
export function withRecord(release: PropertyMap, record: PropertyMap): PropertyMap {
  const chart = asMap(at(record, "chart", "metadata"));
  return {
    ...release,
    name: asText(release.name) || asText(record.name),
    namespace: asText(release.namespace) || asText(record.namespace),
    chart: asText(release.chart) || asText(chart.name),
    values: mergeValues(asMap(release.values), asMap(record.config)),
    version: asText(chart.version),
    resourceNames: resourceNames(asText(record.manifest)),
    status: {
      appVersion: asText(chart.appVersion),
      chart: asText(chart.name),
      name: asText(record.name),
      namespace: asText(record.namespace),
      revision: asNumber(record.version),
      status: asText(at(record, "info", "status")),
      version: asText(chart.version),
    },
  };
}
