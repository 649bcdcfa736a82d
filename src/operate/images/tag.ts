import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../../core/problem.ts";
import type { Report } from "../report/report.ts";
import type { Terminal } from "../report/terminal.ts";

const run = promisify(execFile);

/** Korea has no summer time: its clocks are 9 hours ahead of UTC all year. */
const kstMs = 9 * 60 * 60 * 1000;

/** The tag of an image that is built now, YYYYMMDD-HHMMSS in Korean time, or `sha-` and the commit of the folder that it is built from. */
export async function tagReport(
  { terminal }: { readonly terminal: Terminal },
  { commit, folder, now = new Date() }: { readonly commit: boolean; readonly folder: string; readonly now?: Date },
): Promise<Report> {
  const tag = commit ? await commitTag(folder, terminal) : buildTime(now);
  return { command: "images tag", outcome: "fine", headline: tag, sections: [], data: { tag } };
}

function buildTime(now: Date): string {
  const [date = "", time = ""] = new Date(now.getTime() + kstMs).toISOString().split("T");
  return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
}

async function commitTag(folder: string, terminal: Terminal): Promise<string> {
  try {
    const { stdout: hash } = await run("git", ["rev-parse", "--short=12", "HEAD"], { cwd: folder });
    const { stdout: changed } = await run("git", ["status", "--porcelain"], { cwd: folder });
    if (changed !== "") terminal.say("the working tree has changes that this commit does not hold");
    return `sha-${hash.trim()}`;
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new UserError("There is no commit to name the image after.", [
      { path: folder, message: said.split("\n")[0]?.replace(/^fatal: /, "") ?? "" },
    ]);
  }
}
