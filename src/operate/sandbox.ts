import { UserError } from "../core/problem.ts";
import type { Context } from "./context.ts";
import { runSandbox } from "./engine/toolchain.ts";
import type { Report } from "./report/report.ts";

/** What can be done with a sandbox. */
export type SandboxVerb = "up" | "down" | "status" | "logs";

/** Runs one of the sandbox's commands and tells what it answered. @throws UserError if it could not. */
export async function sandboxReport(
  context: Pick<Context, "directory" | "signal">,
  verb: SandboxVerb,
  name: string,
): Promise<Report> {
  const answer = await runSandbox<unknown>(context, [verb, "--name", name]);
  if (typeof answer !== "object" || answer === null)
    throw new UserError(`The sandbox '${name}' gave no answer to '${verb}'.`, []);
  const rows = Object.entries(answer).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    command: `sandbox ${verb}`,
    outcome: "healthy" in answer && answer.healthy === false ? "findings" : "fine",
    headline: `Sandbox '${name}': ${verb} done.`,
    sections: [{ kind: "table", title: "Sandbox", columns: ["", "value"], rows }],
    data: answer,
  };
}
