import { command } from "../../core/command.ts";
import { counted } from "../../core/counted.ts";
import type { Report, Section } from "../report/report.ts";
import type { Journal } from "./journal.ts";
import type { Proof, Rotated } from "./proof.ts";

/** What a rotation has come to. */
export interface Outcome {
  readonly stack: string;
  readonly rotated: readonly Rotated[];
  readonly proof: Proof;
  /** Files that changed and have to be committed. */
  readonly files: readonly string[];
  /** When it began, if a run before was cut off (ISO 8601). */
  readonly begun: string | undefined;
  /** What `up` said. */
  readonly up: Report;
  /** Apps whose pods Argo CD restarts, with its next sync. */
  readonly delivered: readonly string[];
}

/** The report of a rotation that went through; it has failed where there is no proof of it. */
export function rotationReport({ stack, rotated, proof, files, begun, up, delivered }: Outcome): Report {
  const well = proof.faults.length === 0;
  const did = `${counted(rotated.length, "secret")} rotated, ${counted(proof.restarted.length, "workload")} restarted`;
  const finished = begun === undefined ? "" : ` Finished what began at ${begun}.`;
  return {
    command: "rotate",
    stack,
    outcome: well ? (proof.strays.length > 0 ? "findings" : "fine") : "failed",
    headline: well
      ? `${did}, and proven.${finished}`
      : `${did}; but not proven: ${proof.faults.length} open.${finished}`,
    sections: sections({ stack, rotated, proof, files, begun, up, delivered }),
    data: {
      secrets: rotated.map(({ secret, renewed }) => {
        const { name, namespace, version } = secret;
        return { name, namespace, version, renewed };
      }),
      ...proof,
      files,
      ...(begun === undefined ? {} : { begun }),
      up: { outcome: up.outcome, headline: up.headline },
    },
  };
}

function sections({ rotated, proof, files, up, delivered }: Outcome): readonly Section[] {
  return [
    {
      kind: "table",
      title: "New values",
      columns: ["secret", "namespace", "keys", "version"],
      rows: rotated.map(({ secret, renewed }) => [secret.name, secret.namespace, renewed.join(", "), secret.version]),
    },
    { kind: "list", title: "Restarted: all pods are new, and carry the new version", items: proof.restarted },
    { kind: "list", title: "Kept their pods: they read none of it", items: proof.kept },
    {
      kind: "list",
      title: "New pods, although they read none of it: the stack file had more to change",
      items: proof.strays,
    },
    { kind: "list", title: "Restarted by Argo CD, with its next sync", items: delivered },
    { kind: "list", title: "Not proven", items: proof.faults },
    { kind: "list", title: "What up says", items: up.outcome === "fine" ? [] : [up.headline] },
    { kind: "list", title: "Commit", items: files },
  ];
}

/** The report of a rotation whose `up` did not go through. */
export function notBroughtUp(up: Report, { secrets }: Journal, stack: string): Report {
  const again = `${command} rotate ${secrets.join(" ")} --stack ${stack}`;
  return {
    ...up,
    command: "rotate",
    headline: `Not rotated in full. ${up.headline} Mend it, then finish without a second new value: ${again}`,
    data: { secrets, up: up.data },
  };
}
