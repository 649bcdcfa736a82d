import { z } from "zod";
import { UserError } from "../core/problem.ts";
import { readProjectFile } from "./project-file.ts";

const paths = z.array(z.string()).default([]);
const schema = z.strictObject({ same: paths, both: paths }).prefault({});

/** Which settings environments must have in common. */
export interface ComparePolicy {
  /** Dotted paths whose values are the same; `*` stands for any one key. */
  readonly same: readonly string[];
  /** Dotted paths of what is in both where it is in one, whatever its values. */
  readonly both: readonly string[];
}

/** Reads the policy from `compare` in Pulumi.yaml; without one, everything may differ. @throws UserError if it cannot be read. */
export function readComparePolicy(directory: string): ComparePolicy {
  const result = schema.safeParse(readProjectFile(directory).settings.compare);
  if (result.success) return result.data;
  const message = "must be a map with the keys 'same' and 'both', lists of paths such as apps.*.chart";
  throw new UserError("Pulumi.yaml: 1 problem", [{ path: "config.compare.default", message }]);
}
