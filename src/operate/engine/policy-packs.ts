import { join } from "node:path";
import { enforcementOf } from "../../config/rules.ts";
import type { Context, Decided } from "../context.ts";

/** Folders of the policy packs that the engine holds a stack's resources against: the rules, unless the stack has them off. */
export function policyPacks({ directory }: Context, { settings }: Decided): string[] {
  return enforcementOf(settings.environment) === "off" ? [] : [join(directory, "policy")];
}
