import { formatProblem, UserError } from "../core/problem.ts";
import { exitCodes, type Report } from "../operate/report/report.ts";

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

/** A failure as a report, for programs and for who reads what was saved: the same problems. */
export function failureReport(command: string, stack: string | undefined, error: unknown): Report {
  const problems = error instanceof UserError ? error.problems : [];
  const headline = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  return {
    command,
    ...(stack === undefined ? {} : { stack }),
    outcome: "failed",
    headline,
    sections: [{ kind: "list", title: "", items: problems.map(formatProblem) }],
    data: { problems },
  };
}
