import assert from "node:assert/strict";
import { blocksOf, missingLine } from "./support/blocks.ts";

describe("command blocks of a document", () => {
  const fence = "```";

  it("are found with their markers and with what they print", () => {
    const text = [
      "<!-- first: rm -f x -->",
      "<!-- exit: 2 -->",
      `${fence}sh`,
      "false",
      fence,
      "",
      `${fence}text`,
      "no",
      fence,
      "<!-- not run: needs a cluster -->",
      `${fence}sh`,
      "true",
      fence,
    ].join("\n");
    assert.deepEqual(blocksOf(text), [
      { line: 3, commands: "false", exit: 2, first: ["rm -f x"], prints: "no" },
      { line: 11, commands: "true", exit: 0, first: [], notRun: "needs a cluster" },
    ]);
  });

  it("may be files to write", () => {
    const text = `<!-- file: a.yaml -->\n${fence}yaml\na: 1\n${fence}\n`;
    assert.deepEqual(blocksOf(text), [{ line: 2, file: "a.yaml", content: "a: 1\n" }]);
  });

  it("leave other languages alone", () => {
    assert.deepEqual(blocksOf(`${fence}yaml\na: 1\n${fence}\n`), []);
  });

  it("must follow their markers", () => {
    assert.throws(() => blocksOf("<!-- exit: 2 -->\ntext\n"), /line 2: a marker/);
  });

  it("have printed a sample if its lines came in that order", () => {
    assert.equal(missingLine("up in … s\n…\ndone.", "up in 3 s\n\n  more\ndone.\n"), undefined);
    assert.equal(missingLine("b\na", "a\nb\n"), "a");
    assert.equal(missingLine("a.c", "abc"), "a.c");
  });
});
