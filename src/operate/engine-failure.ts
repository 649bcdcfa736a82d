import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../core/problem.ts";
import type { ChangeLog } from "./changes.ts";

/** What an engine's failure means to the user: its diagnostics, each once, and what to do where that is known. */
export function engineFailure(error: unknown, log?: Pick<ChangeLog, "diagnostics">): unknown {
  if (!(error instanceof CommandError)) return error;
  if (error instanceof ConcurrentUpdateError) {
    return new UserError("Another update of this stack is under way.", [
      { path: "state", message: lastLines(error.message) },
    ]);
  }
  if (error.message.includes("incorrect passphrase")) return wrongPassphrase();
  const diagnostics = [...new Set(log?.diagnostics ?? [])];
  const messages = diagnostics.length > 0 ? diagnostics : [lastLines(error.message)];
  return new UserError(
    "The engine failed.",
    messages.map((message) => ({ path: "", message })),
  );
}

function wrongPassphrase(): UserError {
  return new UserError("The passphrase is not the one that this stack's secrets are encrypted with.", [
    {
      path: "PULUMI_CONFIG_PASSPHRASE",
      message: "set it, or PULUMI_CONFIG_PASSPHRASE_FILE, to the stack's passphrase; a wrong one changes nothing",
    },
  ]);
}

/** The engine's last lines, without the command line and the streams' names that the Automation API puts around them. */
function lastLines(message: string): string {
  return message
    .split("\n")
    .map((line) => line.replace(/^\s*(stdout|stderr|err\?):\s*/, "").trimEnd())
    .filter((line) => line !== "" && !/^code: -?\d+$/.test(line.trim()))
    .slice(-12)
    .join("\n");
}
