import { equal, match, ok } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { commentMark, commentReport } from "../../../src/operate/comment.ts";
import { commentLimit, fitMarkdown, splitMarkdown } from "../../../src/operate/report/markdown-limit.ts";
import type { Section } from "../../../src/operate/report/report.ts";
import { markdownOf, showReport } from "../../../src/operate/report/report-forms.ts";

function report(objects: number, lines: number) {
  const sections: Section[] = [
    {
      kind: "table",
      title: "Objects",
      columns: ["object"],
      rows: Array.from({ length: objects }, (_, n) => [`o-${n}`]),
    },
    ...Array.from({ length: objects }, (_, n): Section => {
      return { kind: "text", title: `o-${n}`, text: "+ a line of a diff\n".repeat(lines).trimEnd(), language: "diff" };
    }),
  ];
  return { command: "diff", stack: "prod", outcome: "findings", headline: "Differs.", sections, data: {} } as const;
}

describe("a comment", () => {
  it("is the report itself where that is short enough", () => {
    equal(showReport(report(3, 5), "markdown"), markdownOf(report(3, 5)));
  });

  it("never has more characters than it may, whatever the reports, and every block that it opens is closed", () => {
    const sizes = fc.record({ objects: fc.nat(300), lines: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(sizes, { minLength: 1, maxLength: 6 }), (reports) => {
        const parts = reports.map(({ objects, lines }) =>
          splitMarkdown(markdownOf(report(objects, lines)), "the artifact"),
        );
        const text = fitMarkdown(parts);
        ok(text.length <= commentLimit, String(text.length));
        equal(text.match(/^<details>$/gm)?.length, text.match(/^<\/details>$/gm)?.length);
        equal((text.match(/^```/gm)?.length ?? 0) % 2, 0);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps every summary, and says what is missing and where it is", () => {
    const text = showReport(report(100, 100), "markdown", { whole: "all.md" });
    match(text, /^### diff `prod`: Differs\./);
    match(text, /\| o-99 \|/);
    match(text, /^… \d+ more lines; all of it is in all\.md$/m);
    match(text, /_\d+ more not shown here; all of it is in all\.md\._\n$/);
  });

  it("gives each report its share: a long one takes nothing from a short one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reports-"));
    const save = (name: string, objects: number) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "report.md"), markdownOf(report(objects, 50)));
      return join(folder, name, "report.md");
    };
    const { stream = "" } = await commentReport({ directory: folder }, [save("prod-diff", 500), save("dev-diff", 3)]);
    rmSync(folder, { recursive: true });
    ok(stream.length <= commentLimit);
    ok(stream.startsWith(`${commentMark}\n${markdownOf(report(3, 50)).trimEnd()}`));
    match(stream, /all of it is in the artifact `prod-diff`/);
  });
});
