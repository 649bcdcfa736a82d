import { createInterface } from "node:readline/promises";
import { UserError } from "../core/problem.ts";
import type { Context } from "./context.ts";

/**
 * Asks before something is changed. Goes on with `--yes`, or with a "yes" typed on a terminal.
 * @throws UserError if the answer is another, or nobody is there to ask.
 */
export async function confirm({ yes, terminal }: Context, question: string): Promise<void> {
  if (yes) return;
  if (!terminal.interactive) {
    throw new UserError("Nobody is here to confirm, and nothing was changed.", [
      { path: "--yes", message: `give it to answer "${question}" with yes` },
    ]);
  }
  if ((await ask(`${question} Only "yes" goes on: `)).trim() !== "yes") {
    throw new UserError("Not confirmed; nothing was changed.", []);
  }
}

/** The answer typed on the terminal; empty if it was Ctrl-C or the end of input. */
function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    prompt.once("SIGINT", () => prompt.close()).once("close", () => resolve(""));
    prompt.question(question).then(
      (answer) => {
        resolve(answer);
        prompt.close();
      },
      resolve.bind(undefined, ""),
    );
  });
}
