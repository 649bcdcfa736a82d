import { deepEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withBaseTree } from "../../../../src/operate/diff/base.ts";

describe("the base of a comparison", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "base-"));
    git("init", "--quiet", "--initial-branch", "main");
    commit("first");
    git("checkout", "--quiet", "-b", "work");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function git(...args: readonly string[]): string {
    const who = ["-c", "user.name=me", "-c", "user.email=me@example.com", "-c", "commit.gpgSign=false"];
    return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" }).trim();
  }

  /** Commits a file of that name. */
  function commit(name: string): string {
    writeFileSync(join(folder, name), name);
    git("add", ".");
    git("commit", "--quiet", "--message", name);
    return git("rev-parse", "HEAD");
  }

  function look(ref: string) {
    return withBaseTree(folder, ref, async ({ directory, commit: of, behind }) => ({
      files: ["first", "mine", "theirs"].filter((file) => existsSync(join(directory, file))),
      commit: of,
      behind,
    }));
  }

  it("is a ref as it was when the branch left it: what others added since is not taken away", async () => {
    const first = git("rev-parse", "HEAD");
    const mine = commit("mine");
    deepEqual(await look("main"), { files: ["first"], commit: first, behind: false });
    git("checkout", "--quiet", "main");
    commit("theirs");
    git("checkout", "--quiet", "work");
    deepEqual(await look("main"), { files: ["first"], commit: first, behind: true });
    deepEqual(await look("HEAD"), { files: ["first", "mine"], commit: mine, behind: false });
  });

  it("is the ref itself where nothing is common", async () => {
    git("checkout", "--quiet", "--orphan", "other");
    const other = commit("theirs");
    git("checkout", "--quiet", "work");
    deepEqual(await look("other"), { files: ["first", "theirs"], commit: other, behind: false });
  });
});
