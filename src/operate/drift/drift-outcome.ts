import { command } from "../../core/command.ts";
import { counted } from "../../core/counted.ts";
import type { Change } from "../engine/changes.ts";
import type { Outcome, Report, Section } from "../report/report.ts";
import type { HelmDrift } from "./helm-drift.ts";
import type { LiveDrift, LiveFinding } from "./live-drift.ts";

/** What the engine answers: changes; or why it stopped on the way. */
export interface Answer {
  readonly changes: readonly Change[];
  /** Fields of objects that somebody else set, for which the engine stopped. */
  readonly conflicts: readonly string[];
  /** Why it could not answer; empty if it could. */
  readonly failure: string;
}

/** The answers to the four questions of drift, and what a run that was cut off has left. */
export interface Drift {
  /** What an `up` would change: program against reality. */
  readonly program: Answer;
  /** What a refresh would change: state against reality. */
  readonly state: Answer;
  /** What Helm has against the plan. */
  readonly helm: readonly HelmDrift[];
  /** What the releases' objects in the cluster have against their charts. */
  readonly live: LiveDrift;
  /** Apps that Argo CD delivers and that are not what git says. */
  readonly delivered: readonly string[];
  /** What keeps the state from being sound: locks of dead processes, operations that were cut off. */
  readonly unfinished: readonly string[];
  /** Secrets with values that are older than the environment allows. */
  readonly tooOld: readonly string[];
}

/** The report on a stack that was never brought up: nothing to compare, which is worth a look. */
export function nothingYet(stack: string): Report {
  return {
    command: "drift",
    stack,
    outcome: "findings",
    headline: `Nothing was created yet; run ${command} up --stack ${stack}.`,
    sections: [],
    data: { created: false },
  };
}

/** The four answers as one report: `failed` if one question could not be answered, for whatever the others say. */
export function driftOutcome(stack: string, drift: Drift): Report {
  const { program, state, helm, live, delivered, unfinished, tooOld } = drift;
  const outcome = outcomeOf(drift);
  const differing = [
    `the program differs in ${countOf(program)}`,
    `the state in ${countOf(state)}`,
    `Helm in ${helm.length}`,
    `live objects in ${live.findings.length}`,
    ...(delivered.length > 0 ? [`Argo CD in ${delivered.length}`] : []),
  ].join(", ");
  const old = tooOld.length > 0 ? `; ${counted(tooOld.length, "secret")} too old` : "";
  const headlines: Readonly<Record<Outcome, string>> = {
    fine: "No drift: program, state and Helm agree with the cluster.",
    findings: `${drifted(drift) ? `Drift: ${differing}` : "No drift"}${unfinished.length > 0 ? "; a run was cut off" : ""}${old}.`,
    failed: `Whether there is drift could not be told in full: ${failing(drift)}.`,
  };
  return {
    command: "drift",
    stack,
    outcome,
    headline: headlines[outcome],
    sections: [
      ...answerSections("Program against reality: what up would change", program),
      ...answerSections("State against reality: what a refresh would change", state),
      {
        kind: "table",
        title: "Helm against the plan",
        columns: ["release", "namespace", "finding", "detail"],
        rows: helm.map(({ release, namespace, kind, detail }) => [release, namespace, kind, detail]),
      },
      liveTable("Live objects against their charts", live.findings),
      liveTable("Done by hand, and no drift: nothing that is wanted is changed by it", live.told),
      { kind: "list", title: "Live objects that could not be compared", items: live.untold },
      { kind: "list", title: "Argo CD against git", items: delivered },
      { kind: "list", title: "Left by a run that was cut off; the next up heals it", items: unfinished },
      { kind: "list", title: "Secrets that are too old", items: tooOld },
    ],
    data: { created: true, ...drift },
  };
}

function outcomeOf(drift: Drift): Outcome {
  const { program, state, live, unfinished, tooOld } = drift;
  if (program.failure !== "" || state.failure !== "" || live.untold.length > 0) return "failed";
  return drifted(drift) || unfinished.length + tooOld.length > 0 ? "findings" : "fine";
}

function failing({ program, state }: Drift): string {
  return program.failure === "" && state.failure === "" ? "some objects could not be compared" : "the engine failed";
}

/** Whether one of them differs from the cluster. */
function drifted({ program, state, helm, live, delivered }: Drift): boolean {
  return countOf(program) + countOf(state) + helm.length + live.findings.length + delivered.length > 0;
}

/** At most this many fields of one object are named. */
const named = 5;

function liveTable(title: string, findings: readonly LiveFinding[]): Section {
  const rows = findings.map(({ object, finding, fields, by }) => {
    const rest = fields.length > named ? [`and ${fields.length - named} more`] : [];
    return [object, finding, [...fields.slice(0, named), ...rest].join(", "), by];
  });
  return { kind: "table", title, columns: ["object", "finding", "fields", "by"], rows };
}

function countOf({ changes, conflicts }: Answer): number {
  return changes.length + conflicts.length;
}

function answerSections(title: string, { changes, conflicts, failure }: Answer): readonly Section[] {
  return [
    {
      kind: "table",
      title,
      columns: ["operation", "type", "name", "properties"],
      rows: changes.map(({ operation, type, name, properties }) => [operation, type, name, properties.join(", ")]),
    },
    { kind: "list", title: `${title}; set by somebody else, and the engine went no further`, items: conflicts },
    { kind: "text", title: `${title}; not answered`, text: failure },
  ];
}
