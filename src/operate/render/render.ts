import { availableParallelism } from "node:os";
import type { Plan } from "../../plan/plan.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import { inParallel } from "../network/in-parallel.ts";
import { RenderCache, renderCacheFolder } from "./cache.ts";
import { type Capabilities, definedApis } from "./capabilities.ts";
import { type ChartFiles, readChartFiles } from "./chart-files.ts";
import { nameAll } from "./naming.ts";
import { clusterKindsOf, type RenderedObject } from "./object.ts";
import { type Kitchen, mayAskKinds, type ReleaseObject, renderRelease } from "./render-release.ts";

export type { RenderedObject } from "./object.ts";

/** The objects of an environment, and what could not be rendered. */
export interface Rendered {
  /** By id. */
  readonly objects: readonly RenderedObject[];
  /** For each release that could not be rendered: why. */
  readonly skipped: Readonly<Record<string, string>>;
  /** The cluster that it was rendered for. */
  readonly capabilities: Capabilities;
  /** Kinds whose objects are named without a namespace. */
  readonly clusterKinds: ReadonlySet<string>;
}

/** A cluster that is asked instead of guessed. */
export interface RenderTarget {
  readonly capabilities: Capabilities;
  /** Kinds that it serves, and that belong to no namespace. */
  readonly clusterKinds: readonly string[];
  /** Arguments with which Helm reaches it, for templates that look objects up. */
  readonly lookup: readonly string[];
  /** Releases that are there already, as `namespace/name`. */
  readonly installed: ReadonlySet<string>;
}

/** What else can be said of a rendering. */
export interface RenderOptions {
  /** The cluster that it is for; without one, what the plan says of it. */
  readonly target?: RenderTarget;
  /** Where renderings are kept; without one, the user's cache. */
  readonly cache?: RenderCache;
}

/** A release that can be rendered. */
interface Dish {
  readonly release: ReleasePlan;
  readonly chart: ChartFiles;
}

/**
 * Renders everything that a plan creates: the program's own objects, and each release's chart with its hooks, as they would be
 * installed. Without a target, charts are told of the kinds that the plan's own charts define.
 */
export async function renderPlan(
  plan: Plan,
  directory: string,
  helm: string,
  { target, cache = new RenderCache(renderCacheFolder()) }: RenderOptions = {},
): Promise<Rendered> {
  const skipped: Record<string, string> = {};
  const dishes = readCharts(plan, directory, cache, skipped);
  const done = new Map<ReleasePlan, readonly ReleaseObject[]>();
  const kitchen: Kitchen = { helm, cache, ...(target === undefined ? {} : { lookup: target.lookup }) };
  const cook = (wanted: readonly Dish[], capabilities: Capabilities) =>
    inParallel(wanted, Math.max(4, availableParallelism()), async ({ release, chart }) => {
      try {
        const upgrade = target?.installed.has(`${release.namespace}/${release.name}`) === true;
        done.set(release, await renderRelease(release, chart, capabilities, upgrade, kitchen));
      } catch (error) {
        skipped[release.name] = error instanceof Error ? error.message : String(error);
      }
    });
  const capabilities = target?.capabilities ?? (await plannedCapabilities(plan, dishes, done, cook));
  // One that failed because of a kind that was not known yet gets its second chance.
  for (const { release } of dishes.filter(({ release, chart }) => !done.has(release) && mayAskKinds(release, chart)))
    delete skipped[release.name];
  await cook(
    dishes.filter(({ release }) => !done.has(release) && skipped[release.name] === undefined),
    capabilities,
  );
  cache.trim();
  const clusterKinds = clusterKindsOf(
    [...done.values()].flat().map(({ object }) => object),
    target?.clusterKinds,
  );
  const { objects, clashes } = nameAll(plan, done, clusterKinds);
  return { objects, skipped: { ...skipped, ...clashes }, capabilities, clusterKinds };
}

/** What the cluster will know once the plan is up: charts that define kinds go first, and those that do not ask stay as they are. */
async function plannedCapabilities(
  { kubernetesVersion }: Plan,
  dishes: readonly Dish[],
  done: Map<ReleasePlan, readonly ReleaseObject[]>,
  cook: (wanted: readonly Dish[], capabilities: Capabilities) => Promise<void>,
): Promise<Capabilities> {
  const asks = ({ release, chart }: Dish) => mayAskKinds(release, chart);
  const bare = { kubernetesVersion, apiVersions: [] };
  await cook(
    dishes.filter((dish) => dish.chart.bringsKinds || !asks(dish)),
    bare,
  );
  const apiVersions = definedApis([...done.values()].flat().map(({ object }) => object));
  if (apiVersions.length === 0) return bare;
  for (const { release } of dishes.filter(asks)) done.delete(release);
  return { kubernetesVersion, apiVersions };
}

/** Reads the chart of each release, each chart once; says why one cannot be used. */
function readCharts(
  plan: Plan,
  directory: string,
  cache: RenderCache,
  skipped: Record<string, string>,
): readonly Dish[] {
  const charts = new Map<string, ChartFiles>();
  // The plan of an older base does not know of delivered apps.
  return [...plan.releases, ...(plan.delivered ?? [])].flatMap((release) => {
    try {
      const chart = charts.get(release.chart.path) ?? readChartFiles(release.chart, directory, cache);
      charts.set(release.chart.path, chart);
      return [{ release, chart }];
    } catch (error) {
      skipped[release.name] = error instanceof Error ? error.message : String(error);
      return [];
    }
  });
}
