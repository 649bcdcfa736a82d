import type { JsonObject } from "../../core/json.ts";
import { type HelmRecord, newestRecord } from "../cluster/helm-records.ts";
import { RenderCache } from "../render/cache.ts";
import { readManifests } from "../render/helm-template.ts";
import { maskSecret } from "../render/mask.ts";
import { idOf, isRetained, keyOf, type RenderedObject } from "../render/object.ts";

/** What is known of what Helm sent. */
export interface Sent {
  readonly records: readonly HelmRecord[];
  readonly clusterKinds: ReadonlySet<string>;
  readonly cache: RenderCache;
}

/** What Helm sent last time for each of some releases, by key. Secrets are masked; hooks are not among them. */
export function lastSent(
  releases: readonly { readonly name: string; readonly namespace: string }[],
  { records, clusterKinds, cache }: Sent,
): ReadonlyMap<string, RenderedObject> {
  const sent = releases.flatMap((release) => {
    const record = newestRecord(records, release);
    const objects = record === undefined ? [] : sentObjects(record.manifest, cache);
    return objects.map((object): [string, RenderedObject] => {
      const id = idOf(object, release.namespace, clusterKinds);
      const kept = isRetained(object) ? { retained: true as const } : {};
      return [keyOf({ id, object }), { id, object, release: release.name, ...kept }];
    });
  });
  return new Map(sent);
}

/** The objects of a manifest, read once and kept: reading is slow. */
function sentObjects(manifest: string, cache: RenderCache): readonly JsonObject[] {
  const name = `manifest-${RenderCache.nameOf(manifest)}`;
  const kept = cache.read<readonly JsonObject[]>(name);
  if (kept !== undefined) return kept;
  const objects = readManifests(manifest).map(({ object }) => maskSecret(object, cache.printKey).object);
  cache.write(name, objects);
  return objects;
}
