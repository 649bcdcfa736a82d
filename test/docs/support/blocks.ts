/** A fenced block that shows a file: `<!-- file: Pulumi.qa.yaml -->` before it names the file. */
export interface FileBlock {
  readonly line: number;
  readonly file: string;
  readonly content: string;
}

/** One fenced block of commands in a document, and what surrounds it. */
export interface CommandBlock {
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  readonly commands: string;
  /** Exit code that it has to end with: `<!-- exit: 2 -->`; 0 without the marker. */
  readonly exit: number;
  /** Why it cannot run here: `<!-- not run: reason -->`. */
  readonly notRun?: string;
  /** What brings about the state that the reader is in; not shown to readers: `<!-- first: commands -->`. */
  readonly first: readonly string[];
  /** What it prints, from the block of text right after it. */
  readonly prints?: string;
}

type Marker = readonly [name: string, content: string];

const markers = /^<!-- (exit|not run|first|file): (.*?) -->$/;

/** The ```sh blocks and the files of a Markdown document, in order. Raises an error for a marker that no block follows. */
export function blocksOf(markdown: string): readonly (CommandBlock | FileBlock)[] {
  const lines = markdown.split("\n");
  const blocks: (CommandBlock | FileBlock)[] = [];
  let pending: Marker[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const [, marker, content] = markers.exec(line) ?? [];
    if (marker !== undefined && content !== undefined) pending.push([marker, content]);
    else if (line.startsWith("```")) {
      const end = lines.indexOf("```", index + 1);
      const body = lines.slice(index + 1, end);
      const [, file] = pending.find(([name]) => name === "file") ?? [];
      if (file !== undefined) blocks.push({ line: index + 1, file, content: `${body.join("\n")}\n` });
      else if (line === "```sh") blocks.push(commandBlock(index + 1, body, pending, textAfter(lines, end)));
      else if (pending.length > 0) throw stray(index + 1);
      pending = [];
      index = end;
    } else if (line.trim() !== "" && pending.length > 0) throw stray(index + 1);
  }
  return blocks;
}

function stray(line: number): Error {
  return new Error(`line ${line}: a marker stands right before its block, with no text between`);
}

/** The block of text that directly follows a block of commands: what these print. */
function textAfter(lines: readonly string[], end: number): string | undefined {
  const start = lines.findIndex((line, index) => index > end && line.trim() !== "");
  if (start < 0 || lines[start] !== "```text") return undefined;
  return lines.slice(start + 1, lines.indexOf("```", start + 1)).join("\n");
}

function commandBlock(
  line: number,
  commands: readonly string[],
  marked: readonly Marker[],
  prints: string | undefined,
): CommandBlock {
  const all = (wanted: string) => marked.filter(([marker]) => marker === wanted).map(([, content]) => content);
  const [exit = "0"] = all("exit");
  const [notRun] = all("not run");
  return {
    line,
    commands: commands.join("\n"),
    exit: Number(exit),
    first: all("first"),
    ...(notRun === undefined ? {} : { notRun }),
    ...(prints === undefined ? {} : { prints }),
  };
}

/**
 * The first line of a document's sample that a real output lacks; nothing if it has all of them in that order. `…` stands for
 * anything, and for any lines where it stands alone; runs of blanks count as one.
 */
export function missingLine(sample: string, output: string): string | undefined {
  const printed = output.split("\n").map(squeeze);
  let from = 0;
  for (const line of sample.split("\n").map(squeeze)) {
    if (line === "" || line === "…") continue;
    const pattern = new RegExp(`^${line.split("…").map(literal).join(".*")}$`);
    const found = printed.findIndex((candidate, index) => index >= from && pattern.test(candidate));
    if (found < 0) return line;
    from = found + 1;
  }
  return undefined;
}

function squeeze(line: string): string {
  return line.trim().replaceAll(/\s+/g, " ");
}

/** A pattern that matches a text and nothing else. */
function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
