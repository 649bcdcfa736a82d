import type { Plan } from "../plan/plan.ts";
import { type Context, type Decided, decide } from "./context.ts";
import { basePlan, withBaseTree } from "./diff/base.ts";
import { compare } from "./diff/changes.ts";
import { type Comparison, type Consent, describe } from "./diff/describe.ts";
import { prepareTools } from "./engine/toolchain.ts";
import { type Rendered, type RenderedObject, renderPlan } from "./render/render.ts";
import type { Report } from "./report/report.ts";

/** What the working tree is compared with, and what counts. */
export interface DiffRequest extends Consent {
  /** A git ref. */
  readonly base: string;
}

const nothing: Pick<Rendered, "objects" | "skipped"> = { objects: [], skipped: {} };

/** The objects of the working tree against those of a git ref, with what the changes may bring about. */
export async function diffReport(context: Context, { base, ...consent }: DiffRequest): Promise<Report> {
  const decided = await decide(context);
  return describe(context.stack, decided, consent, await compareWithRef(context, decided, base));
}

async function compareWithRef(context: Context, { plan }: Decided, ref: string): Promise<Comparison> {
  const { directory } = context;
  const { helm } = await prepareTools(context, ["helm"]);
  return withBaseTree(directory, ref, async (tree) => {
    const head = await renderPlan(plan, directory, helm);
    const planned = await basePlan(tree, context);
    const base = planned === undefined ? nothing : await renderPlan(planned, tree.directory, helm);
    // Where the base has no such stack, there is no provider that could be replaced.
    const providers = planned === undefined ? [] : [providerOf(planned), providerOf(plan)];
    return {
      against: `${ref} (${tree.commit.slice(0, 12)})`,
      base: { base: tree.commit },
      changes: compare([...base.objects, ...providers.slice(0, 1)], [...head.objects, ...providers.slice(1)]),
      objects: head.objects,
      skipped: { ...base.skipped, ...head.skipped },
    };
  });
}

/** The way to a plan's cluster, as an object to compare: with another cluster, everything is made anew. */
function providerOf({ cluster: { identifier, context } }: Plan): RenderedObject {
  return {
    id: "Provider/cluster",
    object: { kind: "Provider", metadata: { name: "cluster" }, spec: { identifier, context } },
  };
}
