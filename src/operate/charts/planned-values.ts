import { parse } from "yaml";
import type { Component } from "../../catalog/component.ts";
import { type ChartSupply, readChartLock } from "../../config/chart-lock.ts";
import { readCharts } from "../../config/charts.ts";
import { checkSettings } from "../../config/settings.ts";
import { listStacks, readStackFile, type StackFile } from "../../config/stack-file.ts";
import { fingerprint } from "../../core/digest.ts";
import { textAt } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import { UserError } from "../../core/problem.ts";
import { type Plan, planEnvironment } from "../../plan/plan.ts";
import type { ReleasePlan } from "../../plan/releases.ts";
import type { ChartContext } from "./chart-context.ts";

/** Values that are set for one release of the catalog's. */
export interface PlannedValues {
  readonly release: ReleasePlan;
  readonly kubernetesVersion: string;
  /** Stacks and tiers that set them. */
  readonly origins: readonly string[];
}

/** Values that are set for a chart which k3s brings with it. */
export interface BundledValues {
  /** Name of the chart. */
  readonly chart: string;
  readonly values: JsonObject;
  /** Stacks and tiers that set them. */
  readonly origins: readonly string[];
}

/** What is set for the catalog's charts, each once; and which stacks could not be planned, and why. */
export interface Planned {
  readonly values: readonly PlannedValues[];
  readonly bundled: readonly BundledValues[];
  readonly unplanned: Readonly<Record<string, string>>;
}

/** The values of every stack's plan, and those of each component with default settings, alone and together with all others. */
export async function plannedValues({ directory, catalog }: ChartContext): Promise<Planned> {
  const supply: ChartSupply = { locked: readChartLock(directory).archives, vendored: {} };
  const charts = readCharts(directory);
  const found = new Map<string, PlannedValues>();
  const bundled = new Map<string, BundledValues>();
  const unplanned: Record<string, string> = {};
  const take = (origin: string, file: StackFile) => {
    try {
      const plan = planEnvironment(checkSettings(file, { catalog, charts, supply }));
      collect(found, origin, plan);
      collectBundled(bundled, origin, plan);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unplanned[origin] = error.message;
    }
  };
  for (const stack of await listStacks(directory)) take(`stack ${stack}`, await readStackFile(directory, stack));
  for (const tier of ["dev", "prod"]) {
    take(`tier ${tier}`, defaults(tier, catalog));
    for (const component of catalog)
      take(`tier ${tier}, ${component.name} alone`, defaults(tier, withRequired(component, catalog)));
  }
  return { values: [...found.values()], bundled: [...bundled.values()], unplanned };
}

function collect(found: Map<string, PlannedValues>, origin: string, { releases, kubernetesVersion }: Plan): void {
  for (const release of releases.filter(({ chart }) => chart.kind === "archive")) {
    const { name, namespace, chart, values } = release;
    const key = fingerprint({ name, namespace, path: chart.path, values, kubernetesVersion });
    const origins = [...(found.get(key)?.origins ?? []), origin];
    found.set(key, { release, kubernetesVersion, origins });
  }
}

function collectBundled(found: Map<string, BundledValues>, origin: string, { objects }: Plan): void {
  for (const { object } of objects.filter((one) => one.object.kind === "HelmChartConfig")) {
    const chart = textAt(object, "metadata", "name");
    const values: JsonObject = parse(textAt(object, "spec", "valuesContent"));
    const key = fingerprint({ chart, values });
    const origins = [...(found.get(key)?.origins ?? []), origin];
    found.set(key, { chart, values, origins });
  }
}

/** An environment that says nothing about its components but their names. */
function defaults(tier: string, components: readonly Component[]): StackFile {
  const environment: JsonObject = {
    tier,
    domain: "example.com",
    cluster: { kind: "sandbox" },
    components: Object.fromEntries(components.map(({ name }) => [name, {}])),
  };
  return { stack: `defaults-${tier}`, project: "defaults", shared: {}, environment, entries: {} };
}

/** A component with everything that it requires. */
function withRequired(component: Component, catalog: readonly Component[]): readonly Component[] {
  const needed = new Set([component]);
  for (const { requires } of needed) {
    for (const other of catalog.filter(({ name }) => requires.includes(name))) needed.add(other);
  }
  return [...needed];
}
