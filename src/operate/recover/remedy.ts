import type { ReleasePlan } from "../../plan/releases.ts";
import type { HelmRecord } from "../cluster/helm-records.ts";
import type { RecordedRelease } from "./recorded-releases.ts";

/** What brings a release back to where an `up` can go on. */
export type Remedy =
  /** Nothing stands in the way. */
  | { readonly kind: "none" }
  /** Back to the last revision that was deployed. */
  | { readonly kind: "rollback"; readonly revision: number }
  /** Away with what never came up, or was about to go. */
  | { readonly kind: "uninstall" }
  /** Helm finished what the state was not told: the state takes the release in. */
  | { readonly kind: "adopt" }
  /** Helm does not have it any more: the state is told. */
  | { readonly kind: "forget" }
  /** Somebody without a lock may be at work: how long that can last at most. */
  | { readonly kind: "wait"; readonly seconds: number }
  /** It is there, and nothing says that it is this stack's. */
  | { readonly kind: "refuse" };

/** A release of the plan, or one that the state alone knows, and what heals it. */
export interface Treatment {
  readonly name: string;
  readonly namespace: string;
  /** Its plan; nothing if it is about to go. */
  readonly plan: ReleasePlan | undefined;
  /** Its name in the state; nothing if the state does not know it. */
  readonly urn: string | undefined;
  readonly remedy: Remedy;
}

/** What is known about one release when its remedy is chosen. */
export interface ReleaseFindings {
  /** Helm's records of the release, oldest first. */
  readonly records: readonly HelmRecord[];
  /** What the state holds of it. */
  readonly recorded: RecordedRelease | undefined;
  /** How long an install or upgrade of it may take, in seconds. */
  readonly limitSeconds: number;
  readonly now: Date;
}

/** Chooses what brings one release of the plan back to where an `up` can go on. Nobody holds the state's lock by now. */
export function chooseRemedy({ records, recorded, limitSeconds, now }: ReleaseFindings): Remedy {
  const newest = records.at(-1);
  const known = recorded?.known ?? false;
  if (newest === undefined) return { kind: known ? "forget" : "none" };
  const { status } = newest;
  if (inFlight(status) && recorded?.pending === undefined) {
    // The state knows of nothing unfinished, so somebody else began this: a Helm of theirs may still run.
    const left = limitSeconds - (now.getTime() - Date.parse(newest.updated)) / 1000;
    if (left > 0) return { kind: "wait", seconds: Math.ceil(left) };
  }
  if (status === "uninstalling" || status === "uninstalled") return { kind: "uninstall" };
  if (recorded === undefined) return { kind: "refuse" };
  if (status === "deployed") return { kind: known ? "none" : "adopt" };
  const good = lastGoodRevision(records);
  if (status.startsWith("pending-")) return good === undefined ? { kind: "uninstall" } : rollback(good);
  if (status !== "failed") return { kind: "none" };
  if (good !== undefined) return rollback(good);
  // A first install that failed is upgraded if the state knows it; if not, the name has to be free for the next install.
  return { kind: known ? "none" : "uninstall" };
}

/**
 * Chooses for a release that the state knows and the plan does not: it is about to be uninstalled, which works in any status
 * unless it is gone already.
 */
export function chooseFarewell(recorded: RecordedRelease, records: readonly HelmRecord[], now: Date): Remedy {
  if (!recorded.known) return chooseRemedy({ records, recorded, limitSeconds: 0, now });
  return { kind: records.length === 0 ? "forget" : "none" };
}

/** Whether a status says that Helm is at work, or was stopped in the middle. */
export function inFlight(status: string): boolean {
  return status.startsWith("pending-") || status === "uninstalling";
}

/** The revision that worked last: Helm leaves it `deployed` until a later one succeeds. */
function lastGoodRevision(records: readonly HelmRecord[]): number | undefined {
  const earlier = records.slice(0, -1);
  const good =
    earlier.findLast(({ status }) => status === "deployed") ??
    earlier.findLast(({ status }) => status === "superseded");
  return good?.revision;
}

function rollback(revision: number): Remedy {
  return { kind: "rollback", revision };
}
