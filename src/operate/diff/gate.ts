import { counted } from "../../core/counted.ts";
import type { Context, Decided } from "../context.ts";
import type { OpenStack } from "../engine/engine.ts";
import { engineFailure } from "../engine/engine-failure.ts";
import { lastSent } from "../live/last-sent.ts";
import { recordedReleases, resourcesOf } from "../recover/recorded-releases.ts";
import { RenderCache, renderCacheFolder } from "../render/cache.ts";
import { renderPlan } from "../render/render.ts";
import { askTarget } from "../render/target.ts";
import type { Report } from "../report/report.ts";
import { compare } from "./changes.ts";
import { assess } from "./describe.ts";
import { radiusSections } from "./diff-outcome.ts";
import { plannedProvider, recordedObjects, recordedProvider } from "./recorded.ts";
import type { BlastRadius } from "./risk/blast-radius.ts";

/** What an `up` would take away, by what the state and Helm know of the cluster, and what of it needs an acknowledgement. */
export async function whatUpTakesAway(
  context: Context,
  decided: Decided,
  { stack, engine }: OpenStack,
  acknowledged: readonly string[],
): Promise<BlastRadius> {
  const state = await stack.exportStack().catch((error: unknown) => {
    throw engineFailure(error);
  });
  if (resourcesOf(state).length === 0) return { affected: [], unacknowledged: [], unneeded: [] };
  const { plan } = decided;
  const cache = new RenderCache(renderCacheFolder());
  const releases = recordedReleases(state);
  const asked = await askTarget(context, decided, [...new Set(releases.map(({ namespace }) => namespace))]);
  asked.api.close();
  const rendered = await renderPlan(plan, context.directory, engine.helm, { target: asked, cache });
  const { clusterKinds, skipped } = rendered;
  // A chart of the catalog that cannot be rendered cannot be compared; the engine fails at it by itself.
  const comparable = releases.filter(({ name }) => skipped[name] === undefined);
  const sent = lastSent(comparable, { records: asked.records, clusterKinds, cache });
  const before = [...recordedObjects(state, clusterKinds), ...sent.values(), ...recordedProvider(state)];
  // An app that Argo CD takes over changes hands: it is rendered here, and nothing of it goes.
  const changes = compare(before, [...rendered.objects, plannedProvider(plan)]);
  const { scheduled } = asked;
  const comparison = { changes, objects: rendered.objects, ...(scheduled === undefined ? {} : { scheduled }) };
  return assess(decided, comparison, acknowledged).radius;
}

/** The report of an `up` that was not begun, because nobody has agreed to what it takes away. */
export function notAcknowledged(stack: string, radius: BlastRadius): Report {
  const number = counted(radius.unacknowledged.length, "object");
  return {
    command: "up",
    stack,
    outcome: "findings",
    headline: `Nothing was changed: ${number} would be deleted or replaced, and must be acknowledged first.`,
    sections: radiusSections(stack, radius),
    data: { changes: [], blastRadius: radius },
  };
}
