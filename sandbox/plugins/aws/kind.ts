import type { PropertyMap } from "../protocol/property.ts";
import type { CheckCall, Checked } from "../protocol/provider.ts";
import type { Account } from "./configuration.ts";

/** One kind of AWS resource. */
export interface Kind {
  /** Inputs whose change replaces the resource. */
  replacing: string[];
  /** Inputs that can change in place. */
  updatable: string[];
  /** Inputs of the official provider that the stand-in refuses. */
  leftOut: string[];
  check(call: CheckCall): Checked;
  /** Outputs as far as a preview knows them. */
  preview(inputs: PropertyMap, account: Account): PropertyMap;
  create(inputs: PropertyMap, account: Account): Promise<{ id: string; outputs: PropertyMap }>;
  /** The live state; undefined when the resource is gone. `known`: what the state says. */
  read(id: string, known: PropertyMap, account: Account): Promise<PropertyMap | undefined>;
  update(id: string, old: PropertyMap, inputs: PropertyMap, account: Account): Promise<PropertyMap>;
  delete(id: string, outputs: PropertyMap, account: Account): Promise<void>;
}
