import { UserError } from "../core/problem.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { basePlan, withBaseTree } from "./diff/base.ts";
import { compare } from "./diff/changes.ts";
import { type Comparison, type Consent, describe } from "./diff/describe.ts";
import { plannedProvider } from "./diff/recorded.ts";
import { prepareTools } from "./engine/toolchain.ts";
import { type Rendered, type RenderedObject, renderPlan } from "./render/render.ts";
import type { Report } from "./report/report.ts";

/** What the working tree is compared with, and what counts. */
export interface DiffRequest extends Consent {
  /** A git ref; without one, HEAD. */
  readonly base?: string;
  /** The environment's cluster as it is, instead of a git ref. */
  readonly live: boolean;
}

const nothing: Pick<Rendered, "objects" | "skipped"> = { objects: [], skipped: {} };

/**
 * The objects of the working tree against those of a git ref, or of the cluster, with what the changes may bring about.
 * @throws UserError if there is nothing to compare with: no such ref, or a cluster that does not answer; or two things at once.
 */
export async function diffReport(context: Context, { base, live, ...consent }: DiffRequest): Promise<Report> {
  if (live && base !== undefined)
    throw new UserError("One thing is compared at a time.", [
      { path: "--live", message: `compares with the cluster, and --base with '${base}'; leave one of them out` },
    ]);
  const decided = await decide(context);
  const comparison = live
    ? await (await import("./live/live-diff.ts")).compareWithCluster(context, decided)
    : await compareWithRef(context, decided, base ?? "HEAD");
  return describe(context.stack, decided, consent, comparison);
}

async function compareWithRef(context: Context, { plan }: Decided, ref: string): Promise<Comparison> {
  const { directory } = context;
  const { helm } = await prepareTools(context, ["helm"]);
  return withBaseTree(directory, ref, async (tree) => {
    const head = await renderPlan(plan, directory, helm);
    const planned = await basePlan(tree, context);
    const base = planned === undefined ? nothing : await renderPlan(planned, tree.directory, helm);
    // Where the base has no such stack, there is no provider that could be replaced.
    const providers = planned === undefined ? [] : [plannedProvider(planned), plannedProvider(plan)];
    const skipped = { ...base.skipped, ...head.skipped };
    // What cannot be rendered on one side is neither new nor gone.
    const comparable = ({ release = "" }: RenderedObject) => skipped[release] === undefined;
    return {
      against: `${tree.behind ? `where this branch left ${ref}` : ref} (${tree.commit.slice(0, 12)})`,
      base: { base: tree.commit },
      changes: compare(
        [...base.objects.filter(comparable), ...providers.slice(0, 1)],
        [...head.objects.filter(comparable), ...providers.slice(1)],
      ),
      objects: head.objects,
      skipped,
    };
  });
}
