import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { counted } from "../core/counted.ts";
import { UserError } from "../core/problem.ts";
import { commentLimit, fitMarkdown, type MarkdownParts, splitMarkdown } from "./report/markdown-limit.ts";
import type { Report } from "./report/report.ts";

/**
 * Reports that were saved as Markdown as one comment for a pull request: short enough, summaries first, and each says which
 * artifact holds all of it.
 * @throws UserError if a file cannot be read.
 */
export async function commentReport(files: readonly string[]): Promise<Report> {
  const reports = await Promise.all([...files].sort().map(readReport));
  const text = fitMarkdown(reports);
  return {
    command: "comment",
    outcome: "fine",
    headline: `${counted(files.length, "report")} in ${text.length} of ${commentLimit} characters.`,
    sections: [],
    stream: text,
    data: { reports: files, text },
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
