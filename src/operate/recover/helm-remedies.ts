import type { Context, Decided } from "../context.ts";
import type { OpenStack } from "../engine/engine.ts";
import { runHelm } from "./helm.ts";
import type { Treatment } from "./remedy.ts";

/** Does to Helm what heals a release; what heals the state is done afterwards, for all releases at once. */
export async function applyRemedy(
  context: Context,
  { plan }: Decided,
  { engine }: OpenStack,
  { name, namespace, plan: release, remedy }: Treatment,
): Promise<readonly string[]> {
  const where = ["--namespace", namespace];
  const limit = ["--timeout", `${release?.timeoutSeconds ?? 300}s`];
  switch (remedy.kind) {
    case "rollback": {
      const history = ["--history-max", String(release?.maxHistory ?? 10)];
      const words = ["rollback", name, String(remedy.revision), ...where, ...limit, ...history];
      await runHelm(context, engine, plan.cluster, words);
      return [`Rolled release '${name}' back to revision ${remedy.revision}, the last one that was deployed.`];
    }
    case "uninstall":
      await runHelm(context, engine, plan.cluster, ["uninstall", name, ...where, "--wait", ...limit]);
      return [`Removed what an unfinished run had left of release '${name}'.`];
    case "adopt":
      return [`Release '${name}' was installed although the run was cut off; the state takes it in.`];
    case "forget":
      if (plan.delivered.some((app) => app.name === name && app.namespace === namespace))
        return [`Release '${name}' is Argo CD's from now on; the state forgets it.`];
      return [`Release '${name}' was uninstalled behind the state's back; the state forgets it.`];
    default:
      return [];
  }
}
