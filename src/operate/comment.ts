import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { command as program } from "../core/command.ts";
import { counted } from "../core/counted.ts";
import { UserError } from "../core/problem.ts";
import type { Context } from "./context.ts";
import { commentLimit, fitMarkdown, type MarkdownParts, splitMarkdown } from "./report/markdown-limit.ts";
import type { Report } from "./report/report.ts";
import { readStacks } from "./stacks.ts";

/** The first line of a comment, which nobody sees: whoever keeps one comment up to date knows it by this. */
export const commentMark = `<!-- ${program} comment -->`;

/**
 * Reports that were saved as Markdown as one comment for a pull request: short enough, summaries first, and each says which
 * artifact holds all of it. Of the commands that are expected, a stack without a report is told as failed.
 * @throws UserError if a file cannot be read, or there is nothing to say.
 */
export async function commentReport(
  context: Pick<Context, "directory" | "project">,
  files: readonly string[],
  expected: readonly string[] = [],
): Promise<Report> {
  const reports = await Promise.all([...files].sort().map(readReport));
  const missing = expected.length === 0 ? [] : await missingReports(context, reports, expected);
  if (files.length === 0 && expected.length === 0)
    throw new UserError("There is no comment to make.", [{ path: "report", message: "name at least one file" }]);
  const body = fitMarkdown([...missing.map(failed), ...reports], commentLimit - commentMark.length - 1);
  const text = `${commentMark}\n${body}`;
  return {
    command: "comment",
    outcome: "fine",
    headline: `${counted(files.length, "report")} in ${text.length} of ${commentLimit} characters.`,
    sections: [],
    stream: text,
    data: { reports: files, missing, text },
  };
}

/** What there is no report of: a command and its stack, or all where the stacks cannot be read. */
async function missingReports(
  context: Pick<Context, "directory" | "project">,
  reports: readonly MarkdownParts[],
  expected: readonly string[],
): Promise<readonly string[]> {
  const stacks = await readStacks(context).catch(() => undefined);
  if (stacks === undefined) return reports.length === 0 ? expected : [];
  const wanted = stacks.flatMap(({ name, cluster }) =>
    // Nobody but its own machine reaches a sandbox.
    expected.filter((one) => one !== "preview" || cluster !== "sandbox").map((one) => `${one} \`${name}\``),
  );
  return wanted.filter((title) => !reports.some(({ head }) => head.startsWith(`### ${title}: `)));
}

function failed(title: string): MarkdownParts {
  return {
    head: `### ${title}: failed. It left no report; the checks of this pull request say why.`,
    details: [],
    whole: "",
  };
}

/** A report, known by the folder that it was downloaded into: the artifact's name. */
async function readReport(file: string): Promise<MarkdownParts> {
  try {
    return splitMarkdown(await readFile(file, "utf8"), `the artifact \`${basename(dirname(file))}\``);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError("There is no comment to make.", [{ path: file, message }]);
  }
}
