import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { stackFileName } from "../../config/stack-file.ts";
import { projectVariable } from "../../core/command.ts";
import { UserError } from "../../core/problem.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Context, projectFolder } from "../context.ts";

const run = promisify(execFile);

/** The tree of a git ref, checked out beside the working tree. */
export interface BaseTree {
  readonly directory: string;
  /** The full name of the commit. */
  readonly commit: string;
  /** The ref has gone on since: what it has beside is not in the tree. */
  readonly behind: boolean;
}

/**
 * Checks out what a git ref and the working tree have in common into a temporary folder, hands it over, and removes it again: what
 * others have added to the ref since would look like something that is taken away.
 * @throws UserError if this is no git repository, or there is no such ref.
 */
export async function withBaseTree<Result>(
  root: string,
  ref: string,
  use: (base: BaseTree) => Promise<Result>,
): Promise<Result> {
  const named = await resolveRef(root, ref);
  const commit = await commonCommit(root, named);
  const directory = await mkdtemp(join(tmpdir(), "base-"));
  try {
    await extract(root, commit, directory);
    for (const folder of ["node_modules", "vendor"]) await lend(root, folder, directory);
    return await use({ directory, commit, behind: commit !== named });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * The plan that the base's own code makes of its own stack file; nothing if it had no such stack, or no plan yet.
 * @throws UserError if that code refuses the stack file, or the project is none of the checkout's.
 */
export async function basePlan({ directory: base }: BaseTree, context: Context): Promise<Plan | undefined> {
  const { directory, stack } = context;
  const place = relative(directory, projectFolder(context));
  if (place.startsWith("..")) {
    const message = "is not in the platform's repository; compare its own commits with `plan --json`";
    throw new UserError("There is nothing to compare with.", [{ path: projectFolder(context), message }]);
  }
  const [cli, project] = [join(base, "src", "cli.ts"), join(base, place)];
  if (!existsSync(cli) || !existsSync(join(project, stackFileName(stack)))) return undefined;
  try {
    const { stdout } = await run(process.execPath, [cli, "plan", "--stack", stack, "--json"], {
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, [projectVariable]: project },
    });
    return (JSON.parse(stdout) as { readonly data: Plan }).data;
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new UserError(`The base has no valid plan for stack '${stack}'.`, [{ path: "--base", message: said }]);
  }
}

async function resolveRef(root: string, ref: string): Promise<string> {
  try {
    await run("git", ["rev-parse", "--git-dir"], { cwd: root });
  } catch {
    throw new UserError("There is nothing to compare with.", [{ path: root, message: "is not a git repository" }]);
  }
  try {
    const { stdout } = await run("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], {
      cwd: root,
    });
    return stdout.trim();
  } catch {
    throw new UserError("There is nothing to compare with.", [
      { path: "--base", message: `git knows no commit '${ref}'; a branch of a remote needs \`git fetch\` first` },
    ]);
  }
}

/** Where the working tree's branch left a commit's; the commit itself where git knows of no such place. */
async function commonCommit(root: string, commit: string): Promise<string> {
  try {
    return (await run("git", ["merge-base", commit, "HEAD"], { cwd: root })).stdout.trim();
  } catch {
    return commit;
  }
}

/** Lends the base a folder of the working tree that git does not keep: what it holds is named by version. */
async function lend(root: string, folder: string, directory: string): Promise<void> {
  if (existsSync(join(root, folder)) && !existsSync(join(directory, folder)))
    await symlink(join(root, folder), join(directory, folder));
}

/** Unpacks a commit's tree: its files as they were, none of git's own. */
async function extract(root: string, commit: string, directory: string): Promise<void> {
  const archive = spawn("git", ["archive", "--format=tar", commit], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const tar = spawn("tar", ["-x", "-C", directory], { stdio: ["pipe", "inherit", "inherit"] });
  archive.stdout.pipe(tar.stdin);
  const ends = [archive, tar].map(
    (child) => new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve)),
  );
  const codes = await Promise.all(ends);
  if (codes.some((code) => code !== 0)) throw new Error(`git archive of ${commit} failed`);
}
