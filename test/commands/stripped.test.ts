import { equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/stack.ts";

describe("types taken off once", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stripped-"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "noun.ts"), 'export const noun: string = "world";\n');
    writeFileSync(
      join(folder, "main.ts"),
      'import { noun } from "./noun.ts";\nconsole.log("hello", noun as string);\n',
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (cache = join(folder, "cache")) => {
    const flags = ["--disable-warning=ExperimentalWarning", "--import", join(root, "src", "cli", "stripped.js")];
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    return spawnSync(process.execPath, [...flags, join(folder, "main.ts")], { encoding: "utf8", env });
  };
  const kept = () =>
    readdirSync(join(folder, "cache"), { recursive: true }).filter((name) => /[0-9a-f]{64}$/.test(String(name)));

  it("runs a program the same the first time, from the cache, and after an edit", () => {
    for (const expected of ["hello world\n", "hello world\n"]) {
      const { stdout, stderr } = run();
      equal(stderr + stdout, expected);
      equal(kept().length, 2);
    }
    writeFileSync(join(folder, "noun.ts"), 'export const noun: string = "you";\n');
    equal(run().stdout, "hello you\n");
    equal(kept().length, 3);
  });

  it("runs without a cache where none can be written", () => {
    writeFileSync(join(folder, "file"), "");
    equal(run(join(folder, "file", "below")).stdout, "hello world\n");
    equal(run("").stdout, "hello world\n");
  });

  it("leaves it to Node to say what is wrong with a file, and where", () => {
    writeFileSync(join(folder, "noun.ts"), "export const = 1;\n");
    match(run().stderr, /noun\.ts:1\n/);
    writeFileSync(join(folder, "noun.ts"), "export const noun: string = (() => {\n  throw new Error('no');\n})();\n");
    match(run().stderr, /noun\.ts:2:9/);
    match(run().stderr, /noun\.ts:2:9/);
  });
});
