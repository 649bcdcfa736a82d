import { equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/stack.ts";

/** Runs mocha with the project's reporter on a test file of its own. */
function run(tests: string): { readonly status: number | null; readonly lines: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  try {
    const file = join(folder, "a.test.ts");
    const support = (name: string) => JSON.stringify(join(root, "test", "support", name));
    const imports = `import { skip } from ${support("skip.ts")};\nimport { withhold } from ${support("withheld.ts")};`;
    writeFileSync(file, `${imports}\nvoid [skip, withhold];\n${tests}\n`);
    const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
    const { status, stdout } = spawnSync(process.execPath, [mocha, file], { cwd: root, encoding: "utf8" });
    return { status, lines: stdout.trimEnd().split("\n") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("closing line", () => {
  it("sums passed, failed and skipped tests, alone on the last line", () => {
    const { status, lines } = run(
      'it("a", () => {}); it("b", () => {}); it("c", function () { skip(this, "no cluster"); });',
    );
    equal(lines.at(-1), "2 passed, 0 failed, 1 skipped");
    equal(lines.includes("  skipped: no cluster"), true, lines.join("\n"));
    equal(status, 0);
  });

  it("comes after failures too, which end the run with another exit code", () => {
    const { status, lines } = run('it("a", () => { throw new Error("broken"); }); it("b", () => {});');
    equal(lines.at(-1), "1 passed, 1 failed, 0 skipped");
    equal(status, 1);
  });

  it("counts every test of a suite that its hook skips, with the hook's reason", () => {
    const { status, lines } = run(
      'describe("s", () => { before(function () { skip(this, "no AWS"); }); it("a", () => {}); it("b", () => {}); });',
    );
    equal(lines.at(-1), "0 passed, 0 failed, 2 skipped");
    const reason = lines.indexOf("  skipped: no AWS");
    equal(lines[reason + 1], "    s: 2", lines.join("\n"));
    equal(status, 0);
  });

  it("names what failed last, after what was skipped", () => {
    const { lines } = run(
      'it("a", () => { throw new Error("broken"); }); it("b", function () { skip(this, "no cluster"); });',
    );
    const [skipped, failed] = [
      lines.indexOf("  skipped: no cluster"),
      lines.findLastIndex((line) => /1\) a/.test(line)),
    ];
    equal(skipped >= 0 && skipped < failed, true, lines.join("\n"));
  });

  it("counts a test that is skipped without a reason as failed", () => {
    const { status, lines } = run('it.skip("a", () => {}); it("b", function () { this.skip(); });');
    equal(lines.at(-1), "0 passed, 2 failed, 0 skipped");
    equal(status, 2);
  });

  it("counts the value of a Secret in what was printed as failed, whoever printed it", () => {
    const value = "c4n4ry-c4n4ry";
    const assertion = `throw Object.assign(new Error("differ"), { actual: "is ${value}", expected: "was" });`;
    const encoded = `console.log("data: " + Buffer.from("x${value}").toString("base64"));`;
    for (const [title, body, failed] of [
      ["a", assertion, 2],
      ["b", encoded, 1],
      ["c", 'console.log("something else");', 0],
    ] as const) {
      const { status, lines } = run(`it("${title}", () => { withhold(["${value}", ""]); ${body} });`);
      equal(status, failed, lines.join("\n"));
      const told = lines.filter((line) => /^ {2}failed: the value of a Secret was printed, in line \d+ /.test(line));
      equal(told.length, failed === 0 ? 0 : 1, lines.join("\n"));
    }
  });
});
