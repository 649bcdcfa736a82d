import { namespacesOf } from "../../plan/plan.ts";
import { maskOf } from "../cluster/secret-mask.ts";
import type { Context, Decided } from "../context.ts";
import type { Comparison } from "../diff/describe.ts";
import { prepareTools } from "../engine/toolchain.ts";
import { RenderCache, renderCacheFolder } from "../render/cache.ts";
import { type Rendered, renderPlan } from "../render/render.ts";
import { type AskedCluster, askTarget } from "../render/target.ts";
import { compareLive, type LiveComparison } from "./compare-live.ts";

/** A plan, rendered for its cluster and held against it. */
export interface LiveLook extends LiveComparison {
  readonly asked: AskedCluster;
  readonly rendered: Rendered;
}

/** Renders a plan for its cluster, and holds it against what is there. @throws UserError if the cluster does not answer. */
export async function lookLive(context: Context, { plan }: Pick<Decided, "plan">): Promise<LiveLook> {
  const cache = new RenderCache(renderCacheFolder());
  const [asked, { helm }] = await Promise.all([askTarget(context, { plan }), prepareTools(context, ["helm"])]);
  try {
    const rendered = await renderPlan(plan, context.directory, helm, { target: asked, cache });
    return { asked, rendered, ...(await compareLive(plan, rendered, asked, cache)) };
  } finally {
    asked.api.close();
  }
}

/** The working tree against the cluster: what applying it would change there. */
export async function compareWithCluster(context: Context, decided: Decided): Promise<Comparison> {
  const { plan } = decided;
  const { asked, rendered, changes, untold } = await lookLive(context, decided);
  const mask = changes.length === 0 ? undefined : await maskOf(asked.cluster, namespacesOf(plan));
  return {
    against: `what is in cluster ${plan.cluster.identifier}`,
    base: { cluster: plan.cluster.identifier },
    changes,
    objects: rendered.objects,
    skipped: { ...rendered.skipped, ...untold },
    ...(asked.scheduled === undefined ? {} : { scheduled: asked.scheduled }),
    ...(mask === undefined ? {} : { mask }),
  };
}
