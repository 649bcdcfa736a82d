import type { Component } from "../../src/catalog/component.ts";
import { readCharts } from "../../src/config/charts.ts";
import type { EncryptedFiles } from "../../src/config/encrypted-files.ts";
import { checkSettings, type Settings } from "../../src/config/settings.ts";
import type { StackFile } from "../../src/config/stack-file.ts";
import { type JsonObject, overlay } from "../../src/core/json.ts";
import { type Plan, planEnvironment } from "../../src/plan/plan.ts";
import { fixtureCatalog } from "./catalog.ts";
import { supplyOf } from "./supply.ts";

/** What an environment has beside what its stack file says under `environment`. */
export interface Beside {
  readonly entries?: StackFile["entries"];
  readonly encrypted?: Partial<EncryptedFiles>;
  /** What it may install; without it, the fixtures' catalog. */
  readonly catalog?: readonly Component[];
}

/** The cluster's policies have tests of their own; here they would be in the way. */
const least: JsonObject = {
  tier: "dev",
  domain: "example.com",
  cluster: { kind: "sandbox" },
  rules: { enforcement: "off" },
};

/** The settings of an environment given as data, on the fixtures' charts. @throws UserError as for a stack file. */
export function settingsFor(
  environment: JsonObject,
  { entries = {}, encrypted = {}, catalog = fixtureCatalog }: Beside = {},
): Settings {
  const file = { stack: "test", project: "demo", shared: {}, environment: overlay(least, environment), entries };
  return checkSettings(file, {
    catalog,
    charts: readCharts("test/fixtures/project"),
    supply: supplyOf(catalog),
    encrypted: { sealed: {}, sops: {}, ...encrypted },
  });
}

/** The plan of an environment given as data. */
export function planFor(environment: JsonObject, beside: Beside = {}): Plan {
  return planEnvironment(settingsFor(environment, beside));
}

/** The object of a plan in its step of the given name. @throws Error if there is none. */
export function objectIn({ objects }: Plan, step: string): JsonObject {
  const found = objects.find(({ name }) => name === step);
  if (found === undefined) throw new Error(`no ${step} among ${objects.map(({ name }) => name).join(", ")}`);
  return found.object;
}

/** Holds when each step of a plan comes after the one before it. */
export function inOrder({ order }: Plan, ...steps: readonly string[]): boolean {
  const places = steps.map((step) => order.indexOf(step));
  return places.every((place, index) => place > (places[index - 1] ?? -1));
}
