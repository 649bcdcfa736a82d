import { counted } from "../core/counted.ts";
import { type Context, decide } from "./context.ts";
import { leavingApps } from "./delivery/change-hands.ts";
import { type Change, ChangeLog } from "./engine/changes.ts";
import { openStack } from "./engine/engine.ts";
import { engineFailure } from "./engine/engine-failure.ts";
import { policyPacks } from "./engine/policy-packs.ts";
import { requireReady } from "./ready.ts";
import { requireOwnCharts } from "./render/own-charts.ts";
import type { Report, Section } from "./report/report.ts";

/** What `up` would change. Exit code 2 if there is something, so that a pipeline can tell. */
export async function previewReport(context: Context): Promise<Report> {
  const decided = await decide(context);
  await requireReady(context, decided);
  await requireOwnCharts(context, decided);
  const open = await openStack(context, decided);
  const leaving = await leavingApps(decided, open);
  const log = new ChangeLog(context.terminal, "would");
  try {
    await open.stack.preview({
      refresh: true,
      policyPacks: policyPacks(context, decided),
      onEvent: log.take,
      signal: context.signal,
    });
  } catch (error) {
    throw engineFailure(error, log);
  }
  const { changes } = log;
  return {
    command: "preview",
    stack: context.stack,
    outcome: changes.length === 0 ? "fine" : "findings",
    headline: changes.length === 0 ? "Nothing would change." : `${counted(changes.length, "resource")} would change.`,
    sections: [
      changeTable(changes),
      { kind: "list", title: "Rules that would be broken", items: log.warnings },
      {
        kind: "list",
        title: "Goes to Argo CD",
        items: leaving.map(
          (name) => `${name}: up takes Helm's record away before its release goes, and what runs stays`,
        ),
      },
    ],
    data: leaving.length === 0 ? { changes } : { changes, leaving },
  };
}

/** Changes as a table. */
export function changeTable(changes: readonly Change[]): Section {
  return {
    kind: "table",
    title: "Changes",
    columns: ["operation", "type", "name", "properties"],
    rows: changes.map(({ operation, type, name, properties }) => [operation, type, name, properties.join(", ")]),
  };
}
