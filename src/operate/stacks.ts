import { deployedStack } from "../config/deployed-branches.ts";
import { listStacks, readStackFile } from "../config/stack-file.ts";
import { counted } from "../core/counted.ts";
import { isObject } from "../core/json.ts";
import { type Context, projectFolder } from "./context.ts";
import type { Report } from "./report/report.ts";

/** What a stack's file says of it, whether or not it is valid otherwise. */
export interface ListedStack {
  readonly name: string;
  readonly tier: string;
  /** Kind of its cluster. */
  readonly cluster: string;
}

/**
 * Every stack of the project, with its tier and the kind of its cluster, as its file says them; of a branch, the one that it is deployed to.
 * @throws UserError if the branch is deployed nowhere.
 */
export async function stacksReport(context: Pick<Context, "directory" | "project">, branch?: string): Promise<Report> {
  const stacks = await readStacks(context, branch);
  return {
    command: "stacks",
    outcome: "fine",
    headline: `${counted(stacks.length, "stack")}.`,
    sections: [
      {
        kind: "table",
        title: "Stacks",
        columns: ["stack", "tier", "cluster"],
        rows: stacks.map(({ name, tier, cluster }) => [name, tier, cluster]),
      },
    ],
    data: { stacks },
  };
}

/** The stacks of the project, or the one that a branch is deployed to. @throws UserError if a file cannot be read, or the branch is deployed nowhere. */
export async function readStacks(
  context: Pick<Context, "directory" | "project">,
  branch?: string,
): Promise<readonly ListedStack[]> {
  const directory = projectFolder(context);
  const all = await listStacks(directory);
  const names = branch === undefined ? all : [deployedStack(directory, branch, all)];
  return Promise.all(
    names.map(async (name) => {
      const { environment } = await readStackFile(directory, name);
      const { cluster, tier } = environment;
      return { name, tier: String(tier ?? ""), cluster: isObject(cluster) ? String(cluster.kind ?? "") : "" };
    }),
  );
}
