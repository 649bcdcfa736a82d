import type { Plan } from "../../plan/plan.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import { annotationsOf, idOf, isHook, isRetained, keyOf, type RenderedObject } from "./object.ts";
import { ownObjects } from "./own-objects.ts";
import type { ReleaseObject } from "./render-release.ts";

/** The objects of an environment, each known by what is its own. */
export interface Named {
  /** By id. */
  readonly objects: readonly RenderedObject[];
  /** For each release that brings what is somebody else's: what. Nothing of it is among the objects. */
  readonly clashes: Readonly<Record<string, string>>;
}

/** Gives every object its name. What Helm would refuse, because it is there already, is a clash. */
export function nameAll(
  plan: Plan,
  done: ReadonlyMap<ReleasePlan, readonly ReleaseObject[]>,
  clustered: ReadonlySet<string>,
): Named {
  const own = ownObjects(plan).map((entry): RenderedObject => ({ ...entry, id: idOf(entry.object, "", clustered) }));
  const taken = new Map(own.map((rendered) => [keyOf(rendered), rendered]));
  const clashes: Record<string, string> = {};
  for (const release of [...plan.releases, ...(plan.delivered ?? [])]) {
    const objects = (done.get(release) ?? []).map((entry) => ({
      ...entry,
      id: idOf(entry.object, release.namespace, clustered),
      release: release.name,
      ...(isRetained(entry.object) ? { retained: true as const } : {}),
    }));
    const clash = bring(objects, taken);
    if (clash !== undefined) clashes[release.name] = clash;
  }
  return { objects: withIds([...taken.values()]), clashes };
}

/** Takes the objects of a release among the others, if none is there already; what clashes otherwise. */
function bring(objects: readonly RenderedObject[], taken: Map<string, RenderedObject>): string | undefined {
  const mine = new Map<string, RenderedObject>();
  // A hook may make way for an object of its release, and for another hook.
  for (const rendered of [...objects].sort((a, b) => Number(isHook(a.object)) - Number(isHook(b.object)))) {
    const key = keyOf(rendered);
    const other = mine.get(key) ?? taken.get(key);
    if (other === undefined) mine.set(key, rendered);
    else if (isHook(rendered.object) && mine.has(key)) addHook(rendered, mine);
    // Helm leaves a definition alone that is there already.
    else if (!rendered.installedOnce) return clashOf(rendered, other);
  }
  for (const [key, rendered] of mine) taken.set(key, rendered);
  return undefined;
}

function addHook(rendered: RenderedObject, mine: Map<string, RenderedObject>): void {
  const hook = String(annotationsOf(rendered.object)["helm.sh/hook"]);
  for (let count = 1; ; count += 1) {
    const id = `${rendered.id} (${[hook, ...(count > 1 ? [count] : [])].join(" ")})`;
    const named = { ...rendered, id };
    if (mine.has(keyOf(named))) continue;
    mine.set(keyOf(named), named);
    return;
  }
}

function clashOf({ id, release }: RenderedObject, other: RenderedObject): string {
  if (other.release === release) return `brings ${id} twice`;
  return other.release === undefined
    ? `brings ${id}, which the platform creates by itself`
    : `brings ${id}, which release ${other.release} brings, too`;
}

/** Objects sorted by their ids, which say the group of a kind where objects of several groups would have the same. */
function withIds(objects: readonly RenderedObject[]): readonly RenderedObject[] {
  const ids = idsOf(objects);
  return objects
    .map((rendered) => ({ ...rendered, id: ids.get(keyOf(rendered)) ?? rendered.id }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The id of each object, by its key: without the kind's group, as long as it is that object's alone. */
export function idsOf(objects: readonly RenderedObject[]): ReadonlyMap<string, string> {
  const keys = new Set(objects.map(keyOf));
  const shared = new Map<string, number>();
  for (const key of keys) shared.set(shortOf(key), (shared.get(shortOf(key)) ?? 0) + 1);
  return new Map([...keys].map((key) => [key, shared.get(shortOf(key)) === 1 ? shortOf(key) : key]));
}

function shortOf(key: string): string {
  const parts = key.split("/");
  return parts.map((part, index) => (index === parts.length - 2 ? part.replace(/\..*/, "") : part)).join("/");
}
