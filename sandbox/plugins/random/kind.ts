import type { PropertyMap } from "../protocol/property.ts";

/** One kind of random resource. */
export interface Kind {
  /** The inputs it knows; a change to any of them replaces the resource. */
  inputs: string[];
  required: string[];
  /** Inputs with defaults, for comparing what was asked for then and now. */
  withDefaults(inputs: PropertyMap): PropertyMap;
  /** Why known inputs cannot be satisfied. */
  problems(inputs: PropertyMap): string[];
  /** Outputs as far as a preview knows them. */
  preview(inputs: PropertyMap): PropertyMap;
  create(inputs: PropertyMap): { id: string; outputs: PropertyMap };
  /** Takes over an existing value in an import. */
  adopt(value: string): { id: string; inputs: PropertyMap; outputs: PropertyMap };
}
