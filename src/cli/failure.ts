import { UserError } from "../core/problem.ts";
import { exitCodes } from "../operate/report/report.ts";

/** Prints why a command failed and returns its exit code; only what nobody foresaw comes with its stack trace. */
export function showFailure(error: unknown): number {
  const text =
    error instanceof UserError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`);
  return exitCodes.failed;
}

/** A failure for programs: the same problems as JSON. */
export function failureAsJson(command: string, error: unknown): string {
  const problems = error instanceof UserError ? error.problems : [];
  const headline = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  return `${JSON.stringify({ command, outcome: "failed", exitCode: exitCodes.failed, headline, data: { problems } }, null, 2)}\n`;
}
