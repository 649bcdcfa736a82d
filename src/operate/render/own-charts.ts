import { stackFileName } from "../../config/stack-file.ts";
import { counted } from "../../core/counted.ts";
import { UserError } from "../../core/problem.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import type { Context, Decided } from "../context.ts";
import { prepareTools } from "../engine/toolchain.ts";
import { RenderCache, renderCacheFolder } from "./cache.ts";
import { readChartFiles } from "./chart-files.ts";
import { renderPlan } from "./render.ts";
import { mayAskKinds } from "./render-release.ts";

/**
 * Makes sure that the charts of this repository take the values that apps give them: the engine would find out when it comes to
 * them, with half of the environment changed. A chart that asks which kinds the cluster knows is left to it.
 * @throws UserError with everything that the charts refuse, in their own words.
 */
export async function requireOwnCharts(context: Context, { plan }: Pick<Decided, "plan">): Promise<void> {
  const { directory, stack } = context;
  const cache = new RenderCache(renderCacheFolder());
  const isOwn = (release: ReleasePlan) =>
    release.chart.kind === "local" && !mayAskKinds(release, readChartFiles(release.chart, directory, cache));
  const own = { ...plan, releases: plan.releases.filter(isOwn), delivered: plan.delivered.filter(isOwn) };
  if (own.releases.length + own.delivered.length === 0) return;
  const { helm } = await prepareTools(context, ["helm"]);
  const { skipped } = await renderPlan(own, directory, helm, { cache });
  const problems = [...own.releases, ...own.delivered].flatMap(({ name }) => {
    const words = skipped[name]?.split("\n") ?? [];
    return words.map((message) => ({ path: `environment.apps.${name}.values`, message }));
  });
  if (problems.length > 0)
    throw new UserError(
      `${stackFileName(stack)}: ${counted(problems.length, "problem")}; nothing was changed`,
      problems,
    );
}
