import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { command } from "../../core/command.ts";
import { UserError } from "../../core/problem.ts";
import type { ChangeLog } from "./changes.ts";

/** What the engine says of every plugin that it finds on PATH: nothing that failed. */
const pluginNotice = /^\s*(warning: )?using pulumi-(resource|analyzer)-\S+ from \$PATH/;

/** What an engine's failure means to the user: its diagnostics, each once, and what to do where that is known. */
export function engineFailure(error: unknown, log?: Pick<ChangeLog, "diagnostics">): unknown {
  if (!(error instanceof CommandError)) return error;
  if (error instanceof ConcurrentUpdateError) {
    return concurrentUpdate(error.message);
  }
  if (error.message.includes("incorrect passphrase")) return wrongPassphrase();
  const diagnostics = [...new Set(log?.diagnostics ?? [])].filter((line) => !pluginNotice.test(line));
  const messages = diagnostics.length > 0 ? diagnostics : [lastLines(error.message)];
  return new UserError(
    "The engine failed.",
    messages.map((message) => ({ path: "", message })),
  );
}

/** Who holds the state, where the backend tells, and how to release a lock whose holder is gone. */
function concurrentUpdate(message: string): UserError {
  const stack = /--stack (\S+)/.exec(message)?.[1] ?? "<stack>";
  const fix = `${command} pulumi cancel --yes --stack ${stack}`;
  const holders = [...message.matchAll(/created by (\S+) \(pid (\d+)\) at (\S+)/g)].map(
    ([, who, pid, since]) =>
      `locked by ${who}, process ${pid}, since ${since}; if that process is gone, release the lock`,
  );
  const said = holders.length > 0 ? holders : [lastLines(message)];
  return new UserError(
    "Another update of this stack is under way; wait until it is done.",
    [...new Set(said)].map((text) => ({ path: "state", message: text, fix })),
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
    .filter((line) => line !== "" && !/^code: -?\d+$/.test(line.trim()) && !pluginNotice.test(line))
    .slice(-12)
    .join("\n");
}
