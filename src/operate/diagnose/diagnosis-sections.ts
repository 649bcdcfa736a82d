import type { Section } from "../report/report.ts";
import type { Diagnosis, SickWorkload } from "./diagnose.ts";

/** Diagnoses for people: a table of the failed releases, then what is wrong with each. */
export function diagnosisSections(diagnoses: readonly Diagnosis[]): readonly Section[] {
  if (diagnoses.length === 0) return [];
  const table: Section = {
    kind: "table",
    title: "Not deployed",
    columns: ["release", "namespace", "status", "revision", "Helm says"],
    rows: diagnoses.map(({ name, namespace, status, revision, description }) => [
      name,
      namespace,
      status,
      revision === 0 ? "" : String(revision),
      description,
    ]),
  };
  return [table, ...diagnoses.map(releaseSection)];
}

function releaseSection({ name, workloads, advice }: Diagnosis): Section {
  return {
    kind: "list",
    title: `Release ${name}`,
    items: [...workloads.map(workloadLines), ...advice.map((sentence) => `→ ${sentence}`)],
  };
}

function workloadLines({ object, trouble, troubles, events, logs }: SickWorkload): string {
  const eventBlock = events.length === 0 ? ["no events"] : ["last events:", ...events.map(indent)];
  const logBlocks = logs.flatMap(({ pod, container, lines, none }) =>
    lines.length === 0
      ? [`no log of ${pod}/${container}: ${none}`]
      : [`last lines of ${pod}/${container}:`, ...lines.map(indent)],
  );
  return [`${object}: ${trouble}`, ...[...troubles, ...eventBlock, ...logBlocks].map(indent)].join("\n");
}

function indent(line: string): string {
  return `  ${line}`;
}
