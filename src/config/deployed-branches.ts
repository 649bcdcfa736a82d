import { z } from "zod";
import { UserError } from "../core/problem.ts";
import { readProjectFile } from "./project-file.ts";

const schema = z.record(z.string(), z.string()).default({});

/**
 * The stack that a branch is deployed to, by `deploy` in Pulumi.yaml: branch, or `folder/*` for all below it, to stack.
 * @throws UserError if it is deployed nowhere, or to a stack that is not there.
 */
export function deployedStack(directory: string, branch: string, stacks: readonly string[]): string {
  const branches = readBranches(directory);
  const [pattern, stack] = Object.entries(branches).find(([candidate]) => covers(candidate, branch)) ?? [];
  if (pattern === undefined || stack === undefined) {
    const known = Object.keys(branches).join(", ") || "none yet";
    throw refused("--branch", `'${branch}' is deployed nowhere; branches that are: ${known}`);
  }
  if (!stacks.includes(stack))
    throw refused(`config.deploy.default.${pattern}`, `there is no stack '${stack}'; there are ${stacks.join(", ")}`);
  return stack;
}

function readBranches(directory: string): Readonly<Record<string, string>> {
  const result = schema.safeParse(readProjectFile(directory).settings.deploy);
  if (result.success) return result.data;
  const message = "must be a map of branches to stacks, such as { main: prod, release/*: staging }";
  throw refused("config.deploy.default", message);
}

function covers(pattern: string, branch: string): boolean {
  return pattern.endsWith("/*") ? branch.startsWith(pattern.slice(0, -1)) : pattern === branch;
}

function refused(path: string, message: string): UserError {
  return new UserError("Pulumi.yaml does not say which stack is meant.", [{ path, message }]);
}
