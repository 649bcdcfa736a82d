import type { RenderedObject } from "../../render/render.ts";
import type { ObjectChange } from "../changes.ts";
import { access } from "./access.ts";
import { dataLoss } from "./data-loss.ts";
import { exposure } from "./exposure.ts";
import { type NodePods, PodCounts } from "./pods.ts";
import { replacement } from "./replacement.ts";
import { restart } from "./restart.ts";

/** What a change may bring about, the worst first. */
export const risks = ["data loss", "replacement", "restart", "exposure", "RBAC", "rest"] as const;

/** One of them. */
export type Risk = (typeof risks)[number];

/** Why a change belongs to a risk; nothing if it does not. */
export type RiskRule = (change: ObjectChange, pods: PodCounts) => readonly string[];

/** A change, and what it may bring about. */
export interface JudgedChange extends ObjectChange {
  /** The worst of its risks. */
  readonly risk: Risk;
  readonly reasons: readonly string[];
  /** Pods that run from it, before or after. */
  readonly pods: number;
  /** Their number is not known: there is one on every node, and they count as one. */
  readonly podsUnknown: boolean;
  /** It takes the object out of the cluster, for good or until another one is there in its place. */
  readonly takesAway: boolean;
}

const rules: readonly (readonly [Risk, RiskRule])[] = [
  ["data loss", dataLoss],
  ["replacement", replacement],
  ["restart", restart],
  ["exposure", exposure],
  ["RBAC", access],
];

/** What each change may bring about, the worst first. `objects` are those that there will be. */
export function judge(
  changes: readonly ObjectChange[],
  objects: readonly RenderedObject[] = [],
  onNodes?: NodePods,
): readonly JudgedChange[] {
  const pods = new PodCounts(objects, onNodes);
  const judged = changes.map((change) => judgeOne(change, pods));
  return judged.sort((a, b) => risks.indexOf(a.risk) - risks.indexOf(b.risk));
}

function judgeOne(change: ObjectChange, pods: PodCounts): JudgedChange {
  const count = Math.max(pods.of(change.before), pods.of(change.after));
  const counted = { pods: count, podsUnknown: pods.isUnknown(change.before ?? change.after) };
  const standing = staysBecause(change);
  if (standing !== undefined) return { ...change, ...counted, risk: "rest", reasons: [standing], takesAway: false };
  const found = rules.flatMap(([risk, rule]) => rule(change, pods).map((reason) => ({ risk, reason })));
  return {
    ...change,
    risk: found[0]?.risk ?? "rest",
    reasons: [...found.map(({ reason }) => reason), ...(change.note === undefined ? [] : [change.note])],
    ...counted,
    takesAway: change.change === "removed" || found.some(({ risk }) => risk === "replacement"),
  };
}

/** Why nothing happens in the cluster although the object is no longer rendered, or rendered differently. */
function staysBecause({ change, before }: ObjectChange): string | undefined {
  if (before?.installedOnce)
    return "Helm installs it once: what is in the cluster stays as it is, until somebody applies it";
  return change === "removed" && before?.retained ? "stays in the cluster: it is to be kept" : undefined;
}
