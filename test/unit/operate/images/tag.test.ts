import { equal, match, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tagReport } from "../../../../src/operate/images/tag.ts";
import { showReport } from "../../../../src/operate/report/report-forms.ts";
import { imageTagFault } from "../../../../src/rules/image-tag.ts";

describe("images tag", () => {
  const said: string[] = [];
  const terminal = { coloured: false, interactive: false, say: (line: string) => void said.push(line) };
  let folder: string;
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@localhost", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  beforeEach(() => {
    said.length = 0;
    folder = mkdtempSync(join(tmpdir(), "tag-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const tag = async (commit: boolean, now?: string) =>
    showReport(
      await tagReport({ terminal }, { commit, folder, ...(now === undefined ? {} : { now: new Date(now) }) }),
      "text",
    );

  it("is one line: the time in Korea, which is a day ahead in the evening of UTC", async () => {
    equal(await tag(false, "2026-12-31T15:04:05.999Z"), "20270101-000405\n");
    equal(await tag(false, "2026-07-01T00:00:00Z"), "20260701-090000\n");
  });

  it("is a tag that prod takes, in both forms", async () => {
    git("init", "--quiet");
    git("commit", "--quiet", "--allow-empty", "--message", "first");
    const [time, commit] = [await tag(false), await tag(true)];
    for (const text of [time, commit]) equal(imageTagFault({ tag: text.trim() }, "prod"), undefined, text);
    equal(git("rev-parse", "HEAD").startsWith(commit.trim().replace("sha-", "")), true);
    equal(said.length, 0);
  });

  it("tells when a commit is not all that is built", async () => {
    git("init", "--quiet");
    git("commit", "--quiet", "--allow-empty", "--message", "first");
    writeFileSync(join(folder, "new"), "");
    match(await tag(true), /^sha-[0-9a-f]{12}\n$/);
    match(said.join(), /changes that this commit does not hold/);
  });

  it("says where there is no commit", async () => {
    await rejects(tag(true), /There is no commit to name the image after\.\n {2}.*: not a git repository/);
  });
});
