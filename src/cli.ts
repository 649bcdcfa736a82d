import { dirname } from "node:path";
import { CommanderError } from "commander";
import { buildCommands } from "./cli/commands.ts";
import { showFailure } from "./cli/failure.ts";
import { processTerminal } from "./operate/terminal.ts";

const interrupted = new AbortController();
process.on("SIGINT", () => interrupted.abort());
process.on("SIGTERM", () => interrupted.abort());

try {
  const commands = buildCommands({
    directory: dirname(import.meta.dirname),
    terminal: processTerminal(),
    signal: interrupted.signal,
  });
  await commands.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? error.exitCode : showFailure(error);
}
