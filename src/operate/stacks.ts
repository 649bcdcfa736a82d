import { deployedStack } from "../config/deployed-branches.ts";
import { listStacks, readStackFile } from "../config/stack-file.ts";
import { counted } from "../core/counted.ts";
import { isObject } from "../core/json.ts";
import { type Context, projectFolder } from "./context.ts";
import type { Report } from "./report/report.ts";

/**
 * Every stack of the project, with its tier and the kind of its cluster, as its file says them; of a branch, the one that it is deployed to.
 * @throws UserError if the branch is deployed nowhere.
 */
export async function stacksReport(context: Pick<Context, "directory" | "project">, branch?: string): Promise<Report> {
  const directory = projectFolder(context);
  const all = await listStacks(directory);
  const names = branch === undefined ? all : [deployedStack(directory, branch, all)];
  const stacks = await Promise.all(
    names.map(async (name) => {
      const { environment } = await readStackFile(directory, name);
      const { cluster, tier } = environment;
      return { name, tier: String(tier ?? ""), cluster: isObject(cluster) ? String(cluster.kind ?? "") : "" };
    }),
  );
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
