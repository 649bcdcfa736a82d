import type { Decided } from "../context.ts";
import type { RenderedObject } from "../render/render.ts";
import type { Report } from "../report/report.ts";
import type { ObjectChange } from "./changes.ts";
import { diffOutcome } from "./diff-outcome.ts";
import { type BlastRadius, blastRadius } from "./risk/blast-radius.ts";
import { type JudgedChange, judge } from "./risk/risk.ts";
import { changeTexts } from "./texts.ts";

/** What somebody has agreed to, and what counts. */
export interface Consent {
  /** Objects that may be deleted or replaced, beside those that the stack file names. */
  readonly acknowledged: readonly string[];
  /** Only what needs an acknowledgement and has none counts for the exit code. */
  readonly gate: boolean;
}

/** Two sets of objects, compared. */
export interface Comparison {
  /** What was compared with, for people. */
  readonly against: string;
  /** The same for programs. */
  readonly base: Readonly<Record<string, string>>;
  readonly changes: readonly ObjectChange[];
  /** The objects that there will be. */
  readonly objects: readonly RenderedObject[];
  /** For each release that could not be rendered: why. */
  readonly skipped: Readonly<Record<string, string>>;
  /** How many pods each DaemonSet has, by key; absent where the cluster was not asked. */
  readonly scheduled?: ReadonlyMap<string, number>;
  /** Takes what must not be shown out of a text. */
  readonly mask?: (text: string) => string;
}

/** A comparison as a report: judged, held against what somebody has agreed to, and in words. */
export async function describe(
  stack: string,
  decided: Decided,
  { acknowledged, gate }: Consent,
  comparison: Comparison,
): Promise<Report> {
  const { against, base, changes, skipped, mask = (text) => text } = comparison;
  const { judged, radius } = assess(decided, comparison, acknowledged);
  const texts = [...(await changeTexts(changes))].map(([id, text]) => [id, mask(text)] as const);
  return diffOutcome({
    stack,
    against,
    base,
    changes: judged,
    radius,
    texts: new Map(texts),
    skipped: Object.entries(skipped).map(([release, why]) => `skipped: ${release}: ${why}`),
    gate,
  });
}

/** What changes may bring about, and what of it needs an acknowledgement by the terms of the stack file. */
export function assess(
  { settings }: Pick<Decided, "settings">,
  { changes, objects, scheduled }: Pick<Comparison, "changes" | "objects" | "scheduled">,
  acknowledged: readonly string[],
): { readonly judged: readonly JudgedChange[]; readonly radius: BlastRadius } {
  const { blastRadius: terms, cluster } = settings.environment;
  const judged = judge(changes, objects, {
    ...(cluster.kind === "sandbox" ? { nodes: cluster.nodes } : {}),
    ...(scheduled === undefined ? {} : { scheduled }),
  });
  const allowance = { pods: terms.pods, acknowledged: [...new Set([...terms.acknowledged, ...acknowledged])] };
  return { judged, radius: blastRadius(judged, allowance) };
}
