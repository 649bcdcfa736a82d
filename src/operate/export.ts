import { resolve } from "node:path";
import { counted } from "../core/counted.ts";
import type { JsonObject } from "../core/json.ts";
import { UserError } from "../core/problem.ts";
import { applicationObjects } from "../plan/delivery.ts";
import { reachCluster } from "./cluster/cluster.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { prepareTools } from "./engine/toolchain.ts";
import { sealLive } from "./export/seal-live.ts";
import { plainSecrets, requireSealed } from "./export/secrets.ts";
import { type Files, treeOf, type Written } from "./export/tree.ts";
import { type PlainSecret, renderUnits, sealedUnit } from "./export/units.ts";
import { readTree, type TreeChange, writeTree } from "./export/write-tree.ts";
import type { Report } from "./report/report.ts";

/** What `export` may be told. */
export interface ExportOptions {
  /** The folder that becomes the tree; relative to where the command is called. */
  readonly out?: string;
  /** The controller's certificate (PEM): Secrets are sealed as the cluster has them. */
  readonly cert?: string;
}

/** One environment, and what was left out of it. */
interface Exported extends Written {
  readonly leftOut: readonly PlainSecret[];
}

/**
 * Writes the rendered objects of one or several environments as a kustomize tree that Argo CD or kubectl can apply. No Secret is
 * written as it is.
 * @throws UserError if a Secret would have to be, a release cannot be rendered, or the folder is somebody else's.
 */
export async function exportReport(context: Context, { out, cert }: ExportOptions): Promise<Report> {
  if (out === undefined) {
    throw new UserError("Where to is not said.", [{ path: "--out", message: "give the folder that becomes the tree" }]);
  }
  const folder = resolve(out);
  const before = readTree(folder);
  const stacks = [...new Set(context.stack.split(",").map((stack) => stack.trim()))];
  const certificate = cert === undefined ? undefined : resolve(cert);
  const environments: Exported[] = [];
  for (const stack of stacks) environments.push(await exportOne({ ...context, stack }, certificate, before));
  const change = await writeTree(folder, before, treeOf(environments), stacks);
  return report(context.stack, folder, environments, change);
}

async function exportOne(context: Context, cert: string | undefined, before: Files): Promise<Exported> {
  const { stack, directory } = context;
  const decided = await decide(context);
  const { plan, settings } = decided;
  const { helm } = await prepareTools(context, ["helm"]);
  const { objects, secrets } = await renderUnits(plan, directory, helm);
  requireSealed({ stack, decided, charts: secrets, cert });
  const units = new Map(objects);
  if (cert !== undefined) {
    const wanted = [...plainSecrets(plan), ...secrets];
    const sealed = await seal(wanted, context, decided, cert, before);
    for (const [index, { unit = sealedUnit }] of wanted.entries())
      units.set(unit, [...(units.get(unit) ?? []), ...sealed.slice(index, index + 1)]);
  }
  const inGit = settings.environment.delivery?.applications === "git";
  return {
    stack,
    units,
    applications: inGit ? applicationObjects(settings, plan.delivered).map(({ object }) => object) : [],
    leftOut: cert === undefined ? secrets : [],
  };
}

async function seal(
  wanted: readonly PlainSecret[],
  context: Context,
  { plan }: Decided,
  cert: string,
  before: Files,
): Promise<readonly JsonObject[]> {
  if (wanted.length === 0) return [];
  const { kubeseal } = await prepareTools(context, ["kubeseal"]);
  const cluster = await reachCluster(plan.cluster, context.directory);
  return sealLive(cluster, wanted, { kubeseal, cert, directory: context.directory }, before);
}

function report(stack: string, folder: string, environments: readonly Exported[], change: TreeChange): Report {
  const { added, changed, removed } = change;
  const leftOut = environments.flatMap(({ stack: name, leftOut: secrets }) =>
    secrets.map(
      ({ unit, namespace, name: secret }) =>
        `${name}: Secret ${namespace}/${secret} of release ${unit}; up brings it, or seal what the cluster has, with --cert`,
    ),
  );
  const files = added.length + changed.length + removed.length;
  const did = files === 0 ? "Nothing changed" : `${counted(files, "file")} written or removed`;
  return {
    command: "export",
    stack,
    outcome: leftOut.length === 0 ? "fine" : "findings",
    headline: `${did} in ${folder}${leftOut.length === 0 ? "" : `; ${counted(leftOut.length, "Secret")} left out`}.`,
    sections: [
      {
        kind: "table",
        title: "Environments",
        columns: ["stack", "objects", "kustomize build"],
        rows: environments.map(({ stack: name, units }) => [
          name,
          String([...units.values()].flat().length),
          `${folder}/overlays/${name}`,
        ]),
      },
      { kind: "list", title: "Left out, because they hold data", items: leftOut },
      { kind: "list", title: "Removed", items: removed },
    ],
    data: { folder, added, changed, removed, leftOut },
  };
}
