import { mapsAt } from "../../core/fields.ts";
import { type JsonObject, overlay } from "../../core/json.ts";
import { manager } from "../../core/labels.ts";
import type { Plan } from "../../plan/plan.ts";
import { connections } from "../cluster/api.ts";
import { type ObjectChange, withIds } from "../diff/changes.ts";
import { inParallel } from "../network/in-parallel.ts";
import type { RenderCache } from "../render/cache.ts";
import { maskSecret } from "../render/mask.ts";
import { helmMarks, isHook, keyOf, metadataOf } from "../render/object.ts";
import type { Rendered, RenderedObject } from "../render/render.ts";
import type { AskedCluster } from "../render/target.ts";
import { AddressBook } from "./address.ts";
import { lastSent } from "./last-sent.ts";
import { lookAt, type Placed } from "./live-object.ts";
import { normal } from "./normal.ts";
import { withoutScaled } from "./scaled.ts";

/** A rendering, held against what is in the cluster. */
export interface LiveComparison {
  /** What applying the rendering would change, by id. */
  readonly changes: readonly ObjectChange[];
  /** Each object that is there, as it is, by key. Secrets are masked. */
  readonly live: ReadonlyMap<string, JsonObject>;
  /** For each object that the cluster did not tell of: why. */
  readonly untold: Readonly<Record<string, string>>;
}

/** Holds a rendering against its cluster, object by object. Nothing is stored there. */
export async function compareLive(
  plan: Plan,
  { objects, skipped, clusterKinds }: Pick<Rendered, "objects" | "skipped" | "clusterKinds">,
  asked: AskedCluster,
  cache: RenderCache,
): Promise<LiveComparison> {
  const book = new AddressBook(asked.kinds);
  // What cannot be rendered is not gone.
  const comparable = plan.releases.filter(({ name }) => skipped[name] === undefined);
  const last = lastSent(comparable, { records: asked.records, clusterKinds, cache });
  const namespaces = new Map(
    [...plan.releases, ...(plan.delivered ?? [])].map(({ name, namespace }) => [name, namespace]),
  );
  const changes: ObjectChange[] = [];
  const live = new Map<string, JsonObject>();
  const untold: Record<string, string> = {};
  const work = objects.filter(({ object }) => !isHook(object));
  await inParallel(work, connections, async (rendered) => {
    const namespace = namespaces.get(rendered.release ?? "") ?? "default";
    const wanted = rendered.installedOnce ? rendered.object : marked(rendered, namespace);
    const path = book.pathOf(rendered.object, namespace);
    if (path === undefined) {
      changes.push({ id: rendered.id, change: "added", after: rendered, note: "its kind is not there yet" });
      return;
    }
    const before = last.get(keyOf(rendered));
    const placed: Placed = { rendered, wanted, path, ...(before === undefined ? {} : { last: before.object }) };
    try {
      const looked = await lookAt(asked.api, placed, cache.printKey);
      if (looked.live !== undefined) live.set(keyOf(rendered), looked.live);
      if (looked.change !== undefined) changes.push(looked.change);
    } catch (error) {
      untold[rendered.id] = error instanceof Error ? error.message : String(error);
    }
  });
  const known = new Set(objects.map(keyOf));
  const gone = [...last].flatMap(([key, sent]) => (known.has(key) || isHook(sent.object) ? [] : [sent]));
  changes.push(...(await leftovers(gone, asked, book, namespaces)), ...(await strayNamespaces(plan, asked)));
  return { changes: withIds(withoutScaled(changes, objects), objects), live, untold };
}

/** An object with what Helm puts on each that it sends. */
function marked({ object, release }: RenderedObject, namespace: string): JsonObject {
  if (release === undefined) return object;
  return overlay(object, { metadata: helmMarks({ name: release, namespace }) });
}

/** What Helm sent last time, is still there, and would not be sent any more. */
async function leftovers(
  gone: readonly RenderedObject[],
  { api }: AskedCluster,
  book: AddressBook,
  namespaces: ReadonlyMap<string, string>,
): Promise<readonly ObjectChange[]> {
  const found: ObjectChange[] = [];
  await inParallel(gone, connections, async (rendered) => {
    const path = book.pathOf(rendered.object, namespaces.get(rendered.release ?? "") ?? "default");
    if (path === undefined) return;
    const { status, body } = await api.ask({ path });
    if (status !== 200) return;
    const { object } = maskSecret(body, "");
    found.push({ id: rendered.id, change: "removed", before: { ...rendered, object: normal(object) } });
  });
  return found;
}

/** Namespaces that carry the marks of this environment, and that the plan does not know. */
async function strayNamespaces({ namespaces }: Plan, { api }: AskedCluster): Promise<readonly ObjectChange[]> {
  const [first] = namespaces;
  const part = first?.labels["app.kubernetes.io/part-of"];
  if (part === undefined) return [];
  const selector = `app.kubernetes.io/managed-by=${manager},app.kubernetes.io/part-of=${part}`;
  const { status, body } = await api.ask({ path: `/api/v1/namespaces?labelSelector=${encodeURIComponent(selector)}` });
  if (status !== 200) return [];
  return mapsAt(body, "items").flatMap((object): readonly ObjectChange[] => {
    const { name } = metadataOf(object);
    if (namespaces.some((planned) => planned.name === name)) return [];
    const id = `Namespace/${name}`;
    return [
      { id, change: "removed", before: { id, object: { apiVersion: "v1", kind: "Namespace", ...normal(object) } } },
    ];
  });
}
