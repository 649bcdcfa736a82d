import { command } from "../../core/command.ts";
import { counted } from "../../core/counted.ts";
import type { Report, Section } from "../report/report.ts";
import type { BlastRadius } from "./risk/blast-radius.ts";
import { type JudgedChange, risks } from "./risk/risk.ts";

/** What a comparison found. */
export interface Difference {
  readonly stack: string;
  /** What was compared with, for people: a ref with its commit, or a cluster. */
  readonly against: string;
  /** The same for programs. */
  readonly base: Readonly<Record<string, string>>;
  readonly changes: readonly JudgedChange[];
  readonly radius: BlastRadius;
  /** How each change reads, by id. */
  readonly texts: ReadonlyMap<string, string>;
  /** For each release that could not be compared: why. */
  readonly skipped: readonly string[];
  /** Only what needs an acknowledgement and has none counts for the exit code. */
  readonly gate: boolean;
}

/** A comparison as a report: a summary first, then each object, the gravest risk first. */
export function diffOutcome(difference: Difference): Report {
  const { stack, base, changes, radius, texts, skipped, gate } = difference;
  const found = gate ? radius.unacknowledged.length > 0 : changes.length > 0;
  return {
    command: "diff",
    stack,
    outcome: skipped.length > 0 ? "failed" : found ? "findings" : "fine",
    headline: headline(difference),
    sections: [
      summary(changes),
      ...radiusSections(stack, radius),
      {
        kind: "list",
        title: "Counted as one pod, though there is one on every node; --live asks the cluster how many",
        items: changes.flatMap(({ id, podsUnknown }) => (podsUnknown ? [id] : [])),
      },
      {
        kind: "table",
        title: "Objects",
        columns: ["risk", "change", "object", "why"],
        rows: changes.map(({ risk, change, id, reasons }) => [risk, change, id, reasons.join("; ")]),
      },
      { kind: "list", title: "Not compared", items: skipped },
      ...changes.map(({ id, change }): Section => {
        return { kind: "text", title: `${id} ${change}`, text: texts.get(id) ?? "", language: "diff" };
      }),
    ],
    data: {
      ...base,
      changes: changes.map(({ id, change, risk, reasons, pods }) => ({ id, change, risk, reasons, pods })),
      blastRadius: radius,
      skipped,
    },
  };
}

function headline({ against, changes, radius: { unacknowledged }, skipped }: Difference): string {
  const compared =
    changes.length === 0
      ? `Nothing differs from ${against}`
      : `${counted(changes.length, "object")} ${changes.length === 1 ? "differs" : "differ"} from ${against}`;
  const further = [
    ...(unacknowledged.length > 0 ? [`${counted(unacknowledged.length, "object")} must be acknowledged`] : []),
    ...(skipped.length > 0 ? [`${counted(skipped.length, "release")} could not be compared`] : []),
  ];
  return [compared, ...further].join(", and ").concat(".");
}

/** How much of each risk there is. */
function summary(changes: readonly JudgedChange[]): Section {
  const rows = risks.flatMap((risk) => {
    const of = changes.filter((change) => change.risk === risk);
    const pods = of.reduce((sum, change) => sum + (change.reasons.length > 0 ? change.pods : 0), 0);
    return of.length === 0 ? [] : [[risk, String(of.length), pods === 0 ? "–" : String(pods)]];
  });
  return { kind: "table", title: "Risks", columns: ["risk", "objects", "pods"], rows };
}

/** What needs a word, and what has it; used by whoever takes objects away. */
export function radiusSections(stack: string, { affected, unacknowledged, unneeded }: BlastRadius): readonly Section[] {
  const line = ({ id, why }: BlastRadius["affected"][number]) => `${id}: ${why}`;
  const open = affected.filter(({ id }) => unacknowledged.includes(id));
  return [
    {
      kind: "list",
      title: `Needs an acknowledgement: --acknowledge, or blastRadius.acknowledged in Pulumi.${stack}.yaml`,
      items: open.length === 0 ? [] : [...open.map(line), acknowledgeCommand(stack, unacknowledged)],
    },
    { kind: "list", title: "Acknowledged", items: affected.filter((one) => !open.includes(one)).map(line) },
    { kind: "list", title: "Acknowledged, and not affected; take them out", items: unneeded },
  ];
}

function acknowledgeCommand(stack: string, ids: readonly string[]): string {
  return `run: ${command} up --stack ${stack} --acknowledge ${ids.join(" ")}`;
}
