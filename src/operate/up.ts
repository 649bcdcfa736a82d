import { counted } from "../core/counted.ts";
import { ChangeLog } from "./changes.ts";
import { confirm } from "./confirm.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { openStack } from "./engine.ts";
import { engineFailure } from "./engine-failure.ts";
import { changeTable } from "./preview.ts";
import { requireReady } from "./ready.ts";
import type { Report } from "./report.ts";
import { startSandbox } from "./toolchain.ts";

/** Brings a stack up: its sandbox if it has one, then everything that the plan says. */
export async function upReport(context: Context): Promise<Report> {
  const decided = await decide(context);
  await startOwnSandbox(context, decided);
  await requireReady(context, decided);
  const { stack } = await openStack(context, decided);
  await confirm(context, `Bring stack '${context.stack}' up on ${decided.plan.cluster.identifier}?`);
  const log = new ChangeLog(context.terminal, "does");
  try {
    await stack.up({ onEvent: log.take, signal: context.signal });
  } catch (error) {
    throw engineFailure(error, log);
  }
  return {
    command: "up",
    stack: context.stack,
    outcome: "fine",
    headline:
      log.changes.length === 0
        ? "Up; nothing had to change."
        : `Up; ${counted(log.changes.length, "resource")} changed.`,
    sections: [changeTable(log.changes)],
    data: { changes: log.changes },
  };
}

/** A sandbox environment brings its cluster with it. */
async function startOwnSandbox(context: Context, { settings }: Decided): Promise<void> {
  const { cluster } = settings.environment;
  if (cluster.kind === "sandbox") await startSandbox(context, cluster.name, cluster.nodes);
}
