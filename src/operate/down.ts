import { type Cluster, reachCluster } from "./cluster/cluster.ts";
import { confirm } from "./confirm.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { ChangeLog } from "./engine/changes.ts";
import { openStack } from "./engine/engine.ts";
import { engineFailure } from "./engine/engine-failure.ts";
import { removeSandbox } from "./engine/toolchain.ts";
import { changeTable } from "./preview.ts";
import { recover } from "./recover/recover.ts";
import { requireUnlocked } from "./recover/state-lock.ts";
import type { Report } from "./report/report.ts";

/** Destroys everything that a stack created, and its sandbox with its state; another cluster is left as it was found. */
export async function downReport(context: Context): Promise<Report> {
  const decided = await decide(context);
  await confirm(context, `Destroy everything of stack '${context.stack}' on ${decided.plan.cluster.identifier}?`);
  const { cluster } = decided.settings.environment;
  const log = new ChangeLog(context.terminal, "does");
  const reached = await reachForDown(context, decided);
  if (reached !== undefined) await destroy(context, decided, reached, log);
  if (cluster.kind === "sandbox") await removeSandbox(context, cluster.name);
  return {
    command: "down",
    stack: context.stack,
    outcome: "fine",
    headline:
      cluster.kind === "sandbox"
        ? `Destroyed; the sandbox '${cluster.name}' is gone.`
        : "Destroyed; the state keeps the empty stack.",
    sections: [changeTable(log.changes)],
    data: { changes: log.changes },
  };
}

/** What is missing for an `up` is not missed when everything goes; and a sandbox that does not run takes its stack with it. */
async function reachForDown({ directory }: Context, { plan }: Decided): Promise<Cluster | undefined> {
  const reaching = reachCluster(plan.cluster, directory);
  return plan.cluster.kind === "sandbox" ? reaching.catch(() => undefined) : reaching;
}

async function destroy(context: Context, decided: Decided, cluster: Cluster, log: ChangeLog): Promise<void> {
  requireUnlocked(context, decided);
  const open = await openStack(context, decided);
  await recover(context, decided, open, cluster, { refresh: false });
  try {
    await open.stack.destroy({ onEvent: log.take, signal: context.signal });
  } catch (error) {
    throw engineFailure(error, log);
  }
}
