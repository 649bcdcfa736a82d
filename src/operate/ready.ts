import { stackFileName } from "../config/stack-file.ts";
import { UserError } from "../core/problem.ts";
import { type Cluster, reachCluster } from "./cluster/cluster.ts";
import type { Context, Decided } from "./context.ts";

/**
 * Makes sure that the engine has something to work on: nothing is missing, and the cluster answers. The engine itself
 * would plan against a cluster that it cannot reach.
 * @throws UserError that names what is missing and how to mend it.
 */
export async function requireReady({ stack, directory }: Context, { plan }: Decided): Promise<Cluster> {
  if (plan.missing.length > 0) throw new UserError(`${stackFileName(stack)}: something is missing`, plan.missing);
  return reachCluster(plan.cluster, directory);
}
