import type { Component } from "../catalog/component.ts";
import type { Environment } from "./environment-schema.ts";

/** The catalog's components that an environment installs. */
export function catalogOf(environment: Environment, catalog: readonly Component[]): readonly Component[] {
  return catalog.filter(({ name }) => environment.components[name] !== undefined);
}
