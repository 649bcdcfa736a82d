import { dirname } from "node:path";
import type { Component } from "../../src/catalog/component.ts";
import { readCharts } from "../../src/config/charts.ts";
import { parseOverrides } from "../../src/config/override.ts";
import { checkSettings } from "../../src/config/settings.ts";
import { readStackFile } from "../../src/config/stack-file.ts";
import { type Plan, planEnvironment } from "../../src/plan/plan.ts";
import { supplyOf } from "./supply.ts";

/** Root of this checkout. */
export const root = dirname(dirname(import.meta.dirname));

/** Plans a stack of a project, with one-off changes as `--set` takes them. */
export async function planOf(
  directory: string,
  stack: string,
  catalog: readonly Component[],
  ...assignments: readonly string[]
): Promise<Plan> {
  const file = await readStackFile(directory, stack);
  const override = parseOverrides(assignments);
  return planEnvironment(
    checkSettings(file, { catalog, charts: readCharts(directory), supply: supplyOf(catalog), override }),
  );
}
