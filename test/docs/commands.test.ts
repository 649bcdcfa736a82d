import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "../e2e/support/checkout.ts";
import { skip } from "../support/skip.ts";
import { blocksOf, type CommandBlock, type FileBlock, missingLine } from "./support/blocks.ts";
import { documents } from "./support/documents.ts";

for (const { path, text } of documents()) {
  const blocks = blocksOf(text);
  if (blocks.length > 0) describe(`commands of ${path}`, () => inOrder(path, blocks));
}

/** Runs a document's blocks one after the other in one checkout, as a reader would. */
function inOrder(path: string, blocks: readonly (CommandBlock | FileBlock)[]): void {
  let checkout: Checkout | undefined;

  before(function () {
    this.timeout(60_000);
    if (blocks.some((block) => "file" in block || block.notRun === undefined)) checkout = prepare();
  });

  after(async function () {
    this.timeout(60_000);
    await checkout?.remove();
  });

  for (const block of blocks) {
    if ("file" in block) {
      it(`${path}:${block.line}: ${block.file} is written`, () => checkout?.write(block.file, block.content));
      continue;
    }
    const title = block.commands.split("\n")[0];
    it(`${path}:${block.line}: ${title}`, async function () {
      this.timeout(900_000);
      if (block.notRun !== undefined) skip(this, block.notRun);
      if (checkout === undefined) throw new Error("there is no checkout");
      for (const command of block.first) {
        const { code, output } = await shell(checkout.directory, command);
        assert.equal(code, 0, `${command}\n${output}`);
      }
      const { code, output } = await shell(checkout.directory, block.commands);
      assert.equal(code, block.exit, output);
      const missing = missingLine(block.prints ?? "", output);
      assert.equal(missing, undefined, `the output has no line '${missing}' there:\n${output}`);
    });
  }
}

/** A copy of the working tree with a commit of its own to compare with. */
function prepare(): Checkout {
  const checkout = new Checkout();
  // Copied files are new; the launcher must not take the lock file for newer than the packages that it borrows.
  utimesSync(join(checkout.directory, "package-lock.json"), 0, 0);
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: checkout.directory, stdio: "ignore" });
  git("init", "--initial-branch", "main");
  git("add", "--all", "--", ".", ":!node_modules");
  git("-c", "user.name=reader", "-c", "user.email=reader@localhost", "commit", "--no-verify", "--message", "base");
  return checkout;
}

/** Runs lines as a shell does in a reader's terminal; the output of both streams, as it appears there. */
function shell(directory: string, lines: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|MAKE|MFLAGS$)/.test(name));
  const child = spawn("sh", ["-euc", `exec 2>&1\n${lines}`], {
    cwd: directory,
    env: { ...Object.fromEntries(kept), CI: "true", NO_COLOR: "1", PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, output }));
  });
}
