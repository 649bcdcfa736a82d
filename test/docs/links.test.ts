import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documents } from "./support/documents.ts";

describe("links between documents", () => {
  for (const { path, text } of documents()) {
    it(`${path} points only to what is there`, () => {
      const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
      const broken = targets.filter((target) => !/^https?:/.test(target) && !leads(path, target));
      assert.deepEqual(broken, []);
    });
  }
});

/** Whether a link leads to a file, and its anchor to a heading of it. */
function leads(from: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? from : join(from, "..", file);
  if (!existsSync(path)) return false;
  return anchor === undefined || anchors(readFileSync(path, "utf8")).includes(anchor);
}

/** The anchors of a document's headings, made the way that code hosts make them. */
function anchors(text: string): readonly string[] {
  return [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, "");
}
