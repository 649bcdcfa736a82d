import { deepEqual, equal, rejects } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { commentMark, commentReport } from "../../../src/operate/comment.ts";
import { root } from "../../support/stack.ts";

describe("the comment of a pull request", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "comment-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: demo\nruntime: nodejs\n");
    for (const [stack, kind] of [
      ["dev", "sandbox"],
      ["prod", "kubeconfig"],
    ])
      writeFileSync(
        join(folder, `Pulumi.${stack}.yaml`),
        `config:\n  demo:environment: { tier: dev, cluster: { kind: ${kind} } }\n`,
      );
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function save(name: string, text: string): string {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "report.md"), text);
    return join(folder, name, "report.md");
  }

  async function lines(files: readonly string[], expected?: readonly string[]): Promise<readonly string[]> {
    const { stream = "" } = await commentReport({ directory: folder }, files, expected);
    return stream.split("\n").filter((line) => line !== "");
  }

  const failed = (title: string) => `### ${title}: failed. It left no report; the checks of this pull request say why.`;

  it("begins with the mark by which it is found again", async () => {
    const found = await lines([save("report-prod-2-diff", "### diff `prod`: Nothing differs.\n")]);
    deepEqual(found, [commentMark, "### diff `prod`: Nothing differs."]);
    const script = readFileSync(join(root, ".github", "sticky-comment"), "utf8");
    equal(script.includes(`startswith("${commentMark}")`), true);
  });

  it("says first which report is missing; an empty one is none, and a sandbox has no preview", async () => {
    const files = [
      save("report-prod-2-diff", "### diff `prod`: Nothing differs.\n"),
      save("report-dev-2-diff", "### diff `dev`: Nothing differs.\n"),
      save("report-prod-3-check", ""),
    ];
    deepEqual(await lines(files, ["diff", "check", "preview"]), [
      commentMark,
      failed("check `dev`"),
      failed("check `prod`"),
      failed("preview `prod`"),
      "### diff `dev`: Nothing differs.",
      "### diff `prod`: Nothing differs.",
    ]);
  });

  it("is made, too, if there is no report, or no stack can be read", async () => {
    const two = [failed("diff `dev`"), failed("diff `prod`")];
    deepEqual(await lines([], ["diff"]), [commentMark, ...two]);
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: [\n");
    deepEqual(await lines([], ["diff"]), [commentMark, failed("diff")]);
  });

  it("is refused where nothing is asked for", () =>
    rejects(commentReport({ directory: folder }, []), { message: /^There is no comment to make\./ }));
});

describe("the comment that stays one", () => {
  /** Runs the script with a `gh` that writes down what it is asked for, and finds the comments of the given numbers. */
  function run(...found: readonly string[]): readonly string[] {
    const place = mkdtempSync(join(tmpdir(), "sticky-"));
    try {
      const gh = `#!/bin/sh\necho "$*" | head -n 1 >>"${place}/calls"\n[ "$2" != --paginate ] || printf '%s\\n' ${found.join(" ")}\n`;
      writeFileSync(join(place, "gh"), gh, { mode: 0o755 });
      const { status } = spawnSync(join(root, ".github", "sticky-comment"), ["7", "comment.md"], {
        env: { PATH: `${place}${delimiter}${process.env.PATH}`, GH_REPO: "shop/platform" },
      });
      equal(status, 0);
      return readFileSync(join(place, "calls"), "utf8").trim().split("\n").slice(1);
    } finally {
      rmSync(place, { recursive: true });
    }
  }

  it("is written once, then in its place, also if there are several", () => {
    const file = "--field body=@comment.md --silent";
    deepEqual(run(), [`api --method POST repos/shop/platform/issues/7/comments ${file}`]);
    for (const found of [["42"], ["42", "43"]])
      deepEqual(run(...found), [`api --method PATCH repos/shop/platform/issues/comments/42 ${file}`]);
  });
});
