import { type Context, decide } from "./context.ts";
import { openStack } from "./engine/engine.ts";
import type { Report } from "./report/report.ts";

/** The stack's outputs, as the last `up` left them; secret ones are masked. */
export async function outputsReport(context: Context): Promise<Report> {
  const { stack } = await openStack(context, await decide(context));
  const outputs = Object.entries(await stack.outputs()).map(
    ([name, { value, secret }]) => [name, secret ? "[secret]" : value] as const,
  );
  return {
    command: "outputs",
    stack: context.stack,
    outcome: "fine",
    headline: outputs.length === 0 ? "No outputs: nothing was created yet." : `${outputs.length} outputs.`,
    sections: [
      {
        kind: "table",
        title: "Outputs",
        columns: ["name", "value"],
        rows: outputs.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
      },
    ],
    data: Object.fromEntries(outputs),
  };
}
