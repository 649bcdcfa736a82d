import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { command as program } from "../core/command.ts";
import { exitCodes, type Report } from "../operate/report/report.ts";
import { markdownOf, type ReportForm, showReport } from "../operate/report/report-forms.ts";
import { failureReport, showFailure } from "./failure.ts";
import { type FormOptions, formOf, type StackOptions, type Surroundings } from "./options.ts";

/** Runs a command, prints and saves its report in the form that was asked for, also that of a failure, and sets the exit code. */
export async function finish(
  name: string,
  options: FormOptions & Partial<Pick<StackOptions, "stack">>,
  { terminal }: Surroundings,
  run: () => Promise<Report>,
): Promise<void> {
  const form = formOf(options);
  try {
    const report = await run();
    if (options.save !== undefined) await saveReport(report, form, options.save);
    if (report.stream === undefined || form === "json") {
      process.stdout.write(showReport(report, form, { coloured: terminal.coloured, whole: options.save ?? "" }));
    } else {
      process.stdout.write(report.stream);
      terminal.say(report.headline);
    }
    process.exitCode = exitCodes[report.outcome];
  } catch (error) {
    const report = failureReport(name, options.stack, error);
    if (form !== "text") process.stdout.write(showReport(report, form));
    process.exitCode = showFailure(error);
    // Where it cannot be saved either, the failure itself is told.
    if (options.save !== undefined) await saveReport(report, form, options.save).catch(() => {});
  }
}

/** Writes a report into a file as it is, however long. */
async function saveReport(report: Report, form: ReportForm, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, form === "markdown" ? markdownOf(report) : showReport(report, form));
}

/** Examples at the end of a command's help. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${program} ${line}`).join("\n")}`;
}
