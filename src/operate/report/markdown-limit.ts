/** The most characters that a comment of a pull request may have, with some room for what surrounds it. */
export const commentLimit = 64_000;

/** A report as Markdown in two parts, so that it can be shortened where it hurts least. */
export interface MarkdownParts {
  /** Title, summary and tables. */
  readonly head: string;
  /** Folded details, each a block of its own. */
  readonly details: readonly string[];
  /** Where the whole report is; empty if nowhere. */
  readonly whole: string;
}

/** Takes a report's Markdown apart. */
export function splitMarkdown(markdown: string, whole: string): MarkdownParts {
  const parts = markdown.split(/^(?=<details>$)/m);
  const [head = "", ...details] = markdown.startsWith("<details>") ? ["", ...parts] : parts;
  return { head: head.trimEnd(), details: details.map((block) => block.trimEnd()), whole };
}

/**
 * Reports as one text of at most so many characters. Summaries come before details; of what is too long, each report gets the
 * same share, and says where the rest is.
 */
export function fitMarkdown(reports: readonly MarkdownParts[], limit = commentLimit): string {
  const heads = shares(
    reports.map(({ head }) => head.length),
    limit - reports.length * reserve,
  );
  const shortHeads = reports.map(({ head, whole }, index) => cutLines(head, heads[index] ?? 0, whole));
  const left = limit - reports.length * reserve - shortHeads.join("").length;
  const rooms = shares(
    reports.map(({ details }) => details.join("\n\n").length),
    left,
  );
  const texts = reports.map((report, index) => [shortHeads[index] ?? "", ...fitDetails(report, rooms[index] ?? 0)]);
  return `${texts.map((parts) => parts.filter((part) => part !== "").join("\n\n")).join("\n\n")}\n`;
}

/** What each report needs at most for its last words. */
const reserve = 400;

/** How much of a total each one gets who needs so much: all of it, or the same as others who do not get all. */
function shares(needs: readonly number[], total: number): readonly number[] {
  let left = Math.max(0, total);
  let waiting = needs.length;
  const given = new Array<number>(needs.length).fill(0);
  for (const [index, need] of [...needs.entries()].sort((a, b) => a[1] - b[1])) {
    given[index] = Math.min(need, Math.floor(left / waiting));
    left -= given[index] ?? 0;
    waiting -= 1;
  }
  return given;
}

/** As many of a report's details as there is room for; the last one may be shown in part. */
function fitDetails({ details, whole }: MarkdownParts, room: number): readonly string[] {
  const shown: string[] = [];
  let left = room;
  for (const [index, block] of details.entries()) {
    if (block.length <= left) {
      shown.push(block);
      left -= block.length + 2;
      continue;
    }
    const short = cutBlock(block, left, whole);
    const rest = details.length - index - (short === "" ? 0 : 1);
    return [...shown, short, rest === 0 ? "" : `_${rest} more not shown here${placeOf(whole)}._`];
  }
  return shown;
}

/** A folded block with fewer lines, still closed; nothing if there is no room for some. */
function cutBlock(block: string, room: number, whole: string): string {
  const lines = block.split("\n");
  const opening = lines.slice(0, 4);
  const closing = lines.slice(-2);
  const inner = lines.slice(4, -2);
  let left = room - opening.join("\n").length - closing.join("\n").length - 2;
  const kept = inner.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  if (kept < 10) return "";
  const cut = `… ${inner.length - kept} more lines${placeOf(whole)}`;
  return [...opening, ...inner.slice(0, kept), cut, ...closing].join("\n");
}

function cutLines(text: string, room: number, whole: string): string {
  if (text.length <= room) return text;
  const kept = text.slice(0, Math.max(0, text.lastIndexOf("\n", room)));
  const lost = text.slice(kept.length).trim().split("\n").length;
  return `${kept}\n\n_… ${lost} more lines${placeOf(whole)}._`;
}

function placeOf(whole: string): string {
  return whole === "" ? "" : `; all of it is in ${whole}`;
}
