import type { Terminal } from "../operate/report/terminal.ts";

/**
 * A signal that fires when the processes that a command started have to be told to stop. Asked a second time, the command ends
 * at once.
 */
export function onInterrupt(terminal: Terminal): AbortSignal {
  const interrupted = new AbortController();
  let asked = 0;
  const stop = (name: NodeJS.Signals) => {
    asked += 1;
    if (asked > 1) process.exit(1);
    terminal.say("Stopping: what is under way is ended in order. Ask once more to end it at once.");
    // Ctrl-C on a terminal reaches every process by itself, and the engine takes a second one for an order to drop everything.
    if (process.stdin.isTTY !== true || name !== "SIGINT") interrupted.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return interrupted.signal;
}
