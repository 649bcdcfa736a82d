import { type Component, isRemote, type RemoteChart } from "../../catalog/component.ts";
import { archiveName } from "../../config/chart-lock.ts";
import type { Context } from "../context.ts";
import type { Patience } from "../network/attempts.ts";

/** What the commands on charts are given: they are about the whole catalog, not about one stack. */
export interface ChartContext extends Pick<Context, "directory" | "terminal" | "signal"> {
  readonly catalog: readonly Component[];
  /** Where archives come from instead of their own repositories, for this run: it counts before the lock file's word. */
  readonly mirror?: string;
  /** Path of the Helm command; called only where there is something to do, since Helm may have to be built first. */
  readonly helm: () => Promise<string>;
  /** How long sources of charts are waited for. */
  readonly patience: Patience;
}

/** The charts of a catalog that are installed from an archive, each once, by file name. */
export function catalogCharts(catalog: readonly Component[]): readonly RemoteChart[] {
  const charts = catalog.map(({ chart }) => chart).filter(isRemote);
  const byFile = new Map(charts.map((chart) => [archiveName(chart), chart]));
  return [...byFile.keys()].sort().flatMap((file) => byFile.get(file) ?? []);
}
