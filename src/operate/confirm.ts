import { createInterface } from "node:readline/promises";
import { UserError } from "../core/problem.ts";
import type { Context } from "./context.ts";

/**
 * Asks before something is changed. Goes on with `--yes`, or with a "yes" typed on a terminal.
 * @throws UserError if the answer is another, or nobody is there to ask.
 */
export async function confirm({ yes, terminal, signal }: Context, question: string): Promise<void> {
  if (yes) return;
  if (!terminal.interactive) {
    throw new UserError("Nobody is here to confirm, and nothing was changed.", [
      { path: "--yes", message: `give it to answer "${question}" with yes` },
    ]);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} Only "yes" goes on: `, { signal });
    if (answer.trim() !== "yes") throw new UserError("Not confirmed; nothing was changed.", []);
  } finally {
    prompt.close();
  }
}
