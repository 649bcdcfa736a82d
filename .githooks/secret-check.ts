import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Finding, findSecrets } from "./secret-rules.ts";

/** The root of the checkout that this file belongs to. */
const root = dirname(import.meta.dirname);
const everything = process.argv.includes("--all");
const findings = everything ? treeFindings() : stagedFindings();
for (const { file, line, rule, looksLike } of findings) {
  process.stderr.write(`${file}:${line}: ${rule}: looks like ${looksLike}\n`);
}
if (findings.length > 0) {
  process.stderr.write(
    "Take it away, and change the secret if it is real: what was once written down may have been seen.\n" +
      "Where it is none, say so in a comment on its line or the one above: allow-secret: <why>\n",
  );
  process.exitCode = 1;
}

function stagedFindings(): readonly Finding[] {
  return names(git("diff", "--cached", "--name-only", "--diff-filter=ACMR", "-z")).flatMap((file) =>
    findingsIn(file, git("show", `:${file}`)),
  );
}

/** What is tracked, and what would be with the next `git add`. */
function treeFindings(): readonly Finding[] {
  return names(git("ls-files", "--cached", "--others", "--exclude-standard", "-z"))
    .filter((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isFile() === true)
    .flatMap((file) => findingsIn(file, readFileSync(join(root, file))));
}

function findingsIn(file: string, content: Buffer): readonly Finding[] {
  return content.includes(0) ? [] : findSecrets(file, content.toString("utf8"));
}

function names(list: Buffer): readonly string[] {
  return list
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}

function git(...args: readonly string[]): Buffer {
  return execFileSync("git", args, { cwd: root, maxBuffer: 1 << 28 });
}
