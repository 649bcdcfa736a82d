import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../core/problem.ts";

const schema = z.object({
  config: z
    .object({ compare: z.object({ default: z.strictObject({ same: z.array(z.string()) }) }).optional() })
    .optional(),
});

/** Which settings environments must have in common. */
export interface ComparePolicy {
  /** Dotted paths; `*` stands for any one key. */
  readonly same: readonly string[];
}

/** Reads the policy from `compare` in Pulumi.yaml; without one, everything may differ. @throws UserError if it cannot be read. */
export function readComparePolicy(directory: string): ComparePolicy {
  const result = schema.safeParse(parse(readFileSync(join(directory, "Pulumi.yaml"), "utf8")));
  if (!result.success) {
    const message = "must be a map with the key 'same', a list of paths such as apps.*.chart";
    throw new UserError("Pulumi.yaml: 1 problem", [{ path: "config.compare.default", message }]);
  }
  return result.data.config?.compare?.default ?? { same: [] };
}
