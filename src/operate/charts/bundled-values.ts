import { command } from "../../core/command.ts";
import type { ChartContext } from "./chart-context.ts";
import { knownFolder, writtenDown } from "./known-list.ts";
import type { BundledValues } from "./planned-values.ts";
import { type UnknownValue, unknownValues } from "./unknown-values.ts";

/** A value that a chart which k3s brings does not know, in one of its versions. */
export interface BundledFinding extends UnknownValue {
  readonly subject: string;
  readonly origins: readonly string[];
}

/** The values that charts of k3s' do not know: it renders them in the cluster, where a wrong one is dropped or fails unseen. */
export function bundledFindings(
  { directory, catalog }: Pick<ChartContext, "directory" | "catalog">,
  sets: readonly BundledValues[],
): readonly BundledFinding[] {
  const findings = sets.flatMap(({ chart, values, origins }) => {
    const { name = chart, open = [] } =
      catalog.find((one) => "bundled" in one.chart && one.chart.bundled === chart) ?? {};
    return writtenDown(directory, chart).flatMap(({ archive, known }) =>
      unknownValues(values, known, open).map((unknown) => ({
        ...unknown,
        subject: `${name} (${archive})`,
        origins,
      })),
    );
  });
  const same = Map.groupBy(findings, ({ subject, path, message }) => `${subject}\0${path}\0${message}`);
  return [...same.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, origins: [first, ...others].flatMap(({ origins }) => origins) }],
  );
}

/** The charts of k3s' that values are set for, and that nobody has written down the paths of. */
export function unlisted(
  { directory }: Pick<ChartContext, "directory">,
  sets: readonly BundledValues[],
): readonly string[] {
  const charts = [...new Set(sets.map(({ chart }) => chart))];
  return charts
    .filter((chart) => writtenDown(directory, chart).length === 0)
    .map((chart) => `${chart} of k3s: no list in ${knownFolder}; run: ${command} charts known <its archive>`);
}
