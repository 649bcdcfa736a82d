import type { KubernetesObject } from "@kubernetes/client-node";
import { isObject } from "../../core/json.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Context, Decided } from "../context.ts";
import { helmMarks, isHook, metadataOf, type RenderedObject } from "../render/object.ts";
import { renderPlan } from "../render/render.ts";

/**
 * Marks objects that are there already as a release's own, as Helm does with those that it makes: it installs nothing over an
 * object that has no such mark. Without `all`, only what Argo CD says it delivered. Returns how many were marked.
 */
export async function takeOwnership(
  { directory }: Context,
  { plan }: Decided,
  helm: string,
  { config }: Cluster,
  release: ReleasePlan,
  { all }: { readonly all: boolean },
): Promise<number> {
  const { ApiException, KubernetesObjectApi, PatchStrategy } = await import("@kubernetes/client-node");
  const api = KubernetesObjectApi.makeApiClient(config);
  const { objects } = await renderPlan(plan, directory, helm);
  const own = objects.filter(({ release: name, object }) => name === release.name && !isHook(object));
  let marked = 0;
  for (const rendered of own) {
    const wanted = addressOf(rendered);
    const live = await api.read(wanted).catch((error: unknown) => {
      // Where the kind is not known, there is none of it.
      const absent = error instanceof ApiException && error.code === 404;
      if (absent || /Unrecognized API version and kind/.test(String(error))) return undefined;
      throw error;
    });
    if (live === undefined || isOwned(live, release) || !(all || isDelivered(live, release))) continue;
    const metadata = { ...wanted.metadata, ...helmMarks(release) };
    await api.patch({ ...wanted, metadata }, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
    marked += 1;
  }
  return marked;
}

function addressOf({ id, object }: RenderedObject) {
  const { name, namespace } = metadataOf(object);
  const [place] = id.split("/").length > 2 ? id.split("/") : [];
  const where = namespace ?? place;
  return {
    apiVersion: String(object.apiVersion),
    kind: String(object.kind),
    metadata: { name: String(name), ...(where === undefined ? {} : { namespace: String(where) }) },
  };
}

function isOwned({ metadata }: KubernetesObject, release: ReleasePlan): boolean {
  const { labels, annotations } = helmMarks(release);
  const held = { ...metadata?.labels, ...metadata?.annotations };
  return Object.entries({ ...labels, ...annotations }).every(([key, value]) => held[key] === value);
}

/** Argo CD writes on each object which Application brought it: `<application>:<group>/<kind>:<namespace>/<name>`. */
function isDelivered({ metadata }: KubernetesObject, { name }: ReleasePlan): boolean {
  const { annotations } = metadata ?? {};
  return isObject(annotations) && String(annotations["argocd.argoproj.io/tracking-id"]).startsWith(`${name}:`);
}
