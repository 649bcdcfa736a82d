import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { counted } from "../core/counted.ts";
import { sortKeys } from "../core/json.ts";
import { type Context, decide } from "./context.ts";
import { basePlan, withBaseTree } from "./diff/base.ts";
import { prepareTools } from "./engine/toolchain.ts";
import { type Rendered, type RenderedObject, renderPlan } from "./render/render.ts";
import type { Report } from "./report/report.ts";

/** What happens to one object between the base and the working tree. */
interface ObjectChange {
  readonly change: "added" | "changed" | "removed";
  readonly id: string;
}

const nothing: Omit<Rendered, "capabilities"> = { objects: [], skipped: {} };

/** The objects of the working tree against those of a git ref, both rendered by Helm. */
export async function diffReport(context: Context, ref: string): Promise<Report> {
  const { plan } = await decide(context);
  const { helm } = await prepareTools(context, ["helm"]);
  const head = await renderPlan(plan, context.directory, helm);
  const { commit, base } = await withBaseTree(context.directory, ref, async (tree) => {
    const planned = await basePlan(tree, context.stack);
    return {
      commit: tree.commit,
      base: planned === undefined ? nothing : await renderPlan(planned, tree.directory, helm),
    };
  });
  const changes = compare(base.objects, head.objects);
  const skipped = Object.entries({ ...base.skipped, ...head.skipped }).map(
    ([release, why]) => `skipped: ${release}: ${why}`,
  );
  return {
    command: "diff",
    stack: context.stack,
    outcome: skipped.length > 0 ? "failed" : changes.length > 0 ? "findings" : "fine",
    headline: headline(changes.length, skipped.length, `${ref} (${commit.slice(0, 12)})`),
    sections: [
      {
        kind: "table",
        title: "Objects",
        columns: ["change", "object"],
        rows: changes.map(({ change, id }) => [change, id]),
      },
      { kind: "text", title: "Differences", text: await unifiedDiff(base.objects, head.objects), language: "diff" },
      { kind: "list", title: "Not compared", items: skipped },
    ],
    data: { base: commit, changes, skipped },
  };
}

function headline(changes: number, skipped: number, base: string): string {
  const compared = changes === 0 ? `Nothing differs from ${base}` : `${counted(changes, "object")} differ from ${base}`;
  return skipped === 0 ? `${compared}.` : `${compared}, and ${counted(skipped, "release")} could not be rendered.`;
}

/** Which objects were added, changed or removed, by id. */
export function compare(base: readonly RenderedObject[], head: readonly RenderedObject[]): readonly ObjectChange[] {
  const before = new Map(base.map((rendered) => [rendered.id, text(rendered)]));
  const after = new Map(head.map((rendered) => [rendered.id, text(rendered)]));
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((id): ObjectChange[] => {
    if (before.get(id) === after.get(id)) return [];
    return [{ id, change: !before.has(id) ? "added" : !after.has(id) ? "removed" : "changed" }];
  });
}

function text({ object }: RenderedObject): string {
  return stringify(sortKeys(object), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Both sides written as files, one for each object, and compared by git. */
async function unifiedDiff(base: readonly RenderedObject[], head: readonly RenderedObject[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "diff-"));
  try {
    await Promise.all([writeTree(join(folder, "base"), base), writeTree(join(folder, "head"), head)]);
    const args = ["diff", "--no-index", "--no-color", "--no-prefix", "base", "head"];
    return await new Promise((resolve, reject) => {
      execFile("git", args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
        // git's exit code 1 says that there are differences.
        if (error === null || error.code === 1) resolve(stdout.trimEnd());
        else reject(error);
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTree(folder: string, objects: readonly RenderedObject[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const rendered of objects) {
    const path = join(folder, `${rendered.id.replaceAll(/[^-\w./]/g, "_")}.yaml`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text(rendered));
  }
}
