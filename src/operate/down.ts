import { ChangeLog } from "./changes.ts";
import { reachCluster } from "./cluster.ts";
import { confirm } from "./confirm.ts";
import { type Context, decide } from "./context.ts";
import { openStack } from "./engine.ts";
import { engineFailure } from "./engine-failure.ts";
import { changeTable } from "./preview.ts";
import type { Report } from "./report.ts";
import { removeSandbox } from "./toolchain.ts";

/** Destroys everything that a stack created, and its sandbox with its state; another cluster is left as it was found. */
export async function downReport(context: Context): Promise<Report> {
  const decided = await decide(context);
  await confirm(context, `Destroy everything of stack '${context.stack}' on ${decided.plan.cluster.identifier}?`);
  // What is missing for an `up` is not missed when everything goes.
  await reachCluster(decided.plan.cluster, context.directory);
  const { stack } = await openStack(context, decided);
  const log = new ChangeLog(context.terminal, "does");
  try {
    await stack.destroy({ onEvent: log.take, signal: context.signal });
  } catch (error) {
    throw engineFailure(error, log);
  }
  const { cluster } = decided.settings.environment;
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
