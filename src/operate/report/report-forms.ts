import { fitMarkdown, splitMarkdown } from "./markdown-limit.ts";
import { exitCodes, type Outcome, type Report, type Section } from "./report.ts";

/** How a report can be shown. */
export type ReportForm = "text" | "json" | "markdown";

/** Colours of the headline on a terminal (ANSI). */
const colours: Readonly<Record<Outcome, string>> = { fine: "32", findings: "33", failed: "31" };

/** How a report is shown. */
export interface Showing {
  /** Colours are welcome. */
  readonly coloured?: boolean;
  /** Where the whole report is; Markdown for a comment is shortened, and says so. */
  readonly whole?: string;
}

/** A report as text, as JSON, or as Markdown for a pull request's comment: that is never longer than a comment may be. */
export function showReport(report: Report, form: ReportForm, { coloured = false, whole = "" }: Showing = {}): string {
  if (form === "json") return `${JSON.stringify(jsonOf(report), null, 2)}\n`;
  if (form === "markdown") return fitMarkdown([splitMarkdown(markdownOf(report), whole)]);
  const headline = coloured ? `\u001b[${colours[report.outcome]}m${report.headline}\u001b[0m` : report.headline;
  return `${[...report.sections.filter(hasContent).map(textOf), headline].join("\n\n")}\n`;
}

function jsonOf({ command, stack, outcome, headline, data }: Report) {
  return { command, ...(stack === undefined ? {} : { stack }), outcome, exitCode: exitCodes[outcome], headline, data };
}

function hasContent(section: Section): boolean {
  if (section.kind === "table") return section.rows.length > 0;
  return section.kind === "list" ? section.items.length > 0 : section.text !== "";
}

function textOf(section: Section): string {
  const title = section.title === "" ? [] : [section.title];
  if (section.kind === "list")
    return [...title, ...section.items.map((item) => `  ${item.replaceAll("\n", "\n  ")}`)].join("\n");
  if (section.kind === "text") return [...title, section.text].join("\n");
  const table = [section.columns.map((column) => column.toUpperCase()), ...section.rows];
  const widths = section.columns.map((_, index) => Math.max(...table.map((row) => row[index]?.length ?? 0)));
  const lines = table.map((row) =>
    `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd(),
  );
  return [...title, ...lines].join("\n");
}

/** A report as Markdown, however long. */
export function markdownOf({ command, stack, headline, sections }: Report): string {
  const title = `### ${command}${stack === undefined ? "" : ` \`${stack}\``}: ${headline}`;
  return `${[title, ...sections.filter(hasContent).map(markdownSection)].join("\n\n")}\n`;
}

function markdownSection(section: Section): string {
  const title = section.title === "" ? [] : [`**${section.title}**`, ""];
  if (section.kind === "list")
    return [...title, ...section.items.map((item) => `- ${item.replaceAll("\n", "\n  ")}`)].join("\n");
  if (section.kind === "text") {
    // A fence longer than any inside keeps the text from ending it.
    const fence = "`".repeat(Math.max(3, ...[...section.text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    return [
      "<details>",
      `<summary>${section.title}</summary>`,
      "",
      `${fence}${section.language ?? ""}`,
      section.text,
      fence,
      "</details>",
    ].join("\n");
  }
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [...title, row(section.columns), row(section.columns.map(() => "---")), ...section.rows.map(row)].join("\n");
}
