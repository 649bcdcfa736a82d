import { dirname } from "node:path";
import { CommanderError } from "commander";
import { surviveClosedOutput } from "./cli/closed-output.ts";
import { buildCommands } from "./cli/commands.ts";
import { showFailure } from "./cli/failure.ts";
import { onInterrupt } from "./cli/interrupt.ts";
import { projectVariable } from "./core/command.ts";
import { processTerminal } from "./operate/report/terminal.ts";

surviveClosedOutput([process.stdout, process.stderr]);
const terminal = processTerminal();
try {
  const directory = dirname(import.meta.dirname);
  const project = process.env[projectVariable] ?? directory;
  const commands = buildCommands({ directory, project, terminal, signal: onInterrupt(terminal) });
  await commands.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? error.exitCode : showFailure(error);
}
