import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  archiveName,
  type ChartSupply,
  chartLockFile,
  readChartSupply,
  vendorFolder,
} from "../../config/chart-lock.ts";
import { command } from "../../core/command.ts";
import { counted } from "../../core/counted.ts";
import { UserError } from "../../core/problem.ts";
import { inParallel } from "../network/in-parallel.ts";
import type { Report } from "../report/report.ts";
import { askHelm } from "./ask-helm.ts";
import { bundledFindings, unlisted } from "./bundled-values.ts";
import { readArchive } from "./chart-contents.ts";
import { type ChartContext, catalogCharts } from "./chart-context.ts";
import { type KnownKeys, knownKeys } from "./known-keys.ts";
import { type PlannedValues, plannedValues } from "./planned-values.ts";
import { unknownValues } from "./unknown-values.ts";

/** Helm processes at a time. */
const parallel = 4;

/** Limit of one rendering, in seconds. */
const renderSeconds = 60;

/** What to do about a value that is right all the same. */
const openNote =
  "A value that the chart's templates read without a default belongs into the component's `open`, below src/catalog.";

/** Something about an archive or about values that has to be mended. */
interface Finding {
  /** The archive, or the component whose values it is about. */
  readonly subject: string;
  /** Dotted path of a value; empty where it is about the whole. */
  readonly path: string;
  readonly message: string;
  /** Stacks and tiers that it was seen in. */
  readonly origins: readonly string[];
}

/**
 * Holds the archives against the lock file, and the values that are set against what the charts know: their own values, their
 * schemas, and what Helm makes of both. Exit code 2 with findings, 1 if something could not be looked at.
 */
export async function verifyReport(context: ChartContext): Promise<Report> {
  const supply = readChartSupply(context.directory);
  const files = catalogCharts(context.catalog).map(archiveName);
  const right = files.filter(
    (file) => supply.locked[file] !== undefined && supply.vendored[file] === supply.locked[file],
  );
  const { values, bundled, unplanned } = await plannedValues(context);
  const usable = values.filter(({ release }) => right.includes(archiveName(release.chart)));
  const findings = [
    ...wrongDigests(supply),
    ...(await valueFindings(context, usable)),
    ...bundledFindings(context, bundled),
  ];
  const unchecked = [
    ...files.filter((file) => !right.includes(file)).map((file) => whyUnchecked(file, supply)),
    ...unlisted(context, bundled),
    ...Object.entries(unplanned).map(([origin, why]) => `${origin}: ${why}`),
  ];
  const rest = unchecked.length === 0 ? "" : `; ${unchecked.length} not looked at`;
  return {
    command: "charts verify",
    outcome: unchecked.length > 0 ? "failed" : findings.length > 0 ? "findings" : "fine",
    headline: `${counted(right.length, "archive")} and ${counted(usable.length + bundled.length, "set")} of values looked at: ${counted(findings.length, "finding")}${rest}.`,
    sections: [
      {
        kind: "table",
        title: "Findings",
        columns: ["of", "value", "finding", "seen in"],
        rows: findings.map(({ subject, path, message, origins }) => [subject, path, message, seenIn(origins)]),
      },
      { kind: "list", title: "", items: findings.some(({ path }) => path !== "") ? [openNote] : [] },
      { kind: "list", title: "Not looked at", items: unchecked },
    ],
    data: { verified: right, findings, unchecked },
  };
}

function seenIn(origins: readonly string[]): string {
  const [first = "", ...others] = origins;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function wrongDigests({ locked, vendored }: ChartSupply): readonly Finding[] {
  return Object.entries(vendored).flatMap(([file, actual]) => {
    const expected = locked[file];
    if (expected === undefined || expected === actual) return [];
    const message = `has SHA-256 ${actual}, but ${chartLockFile} wants ${expected}; run: ${command} charts vendor`;
    return [{ subject: `${vendorFolder}/${file}`, path: "", message, origins: [] }];
  });
}

function whyUnchecked(file: string, { locked, vendored }: ChartSupply): string {
  if (locked[file] === undefined) return `${file}: not locked; run: ${command} charts lock`;
  return `${file}: ${vendored[file] === undefined ? "not there" : "not the one that is locked"}; run: ${command} charts vendor`;
}

async function valueFindings(context: ChartContext, sets: readonly PlannedValues[]): Promise<readonly Finding[]> {
  if (sets.length === 0) return [];
  const helm = await context.helm();
  const folder = await mkdtemp(join(tmpdir(), "verify-"));
  try {
    const charts = new Map<string, Promise<KnownKeys>>();
    const findings = new Map<string, Finding>();
    await inParallel(sets, parallel, async (set) => {
      const archive = archiveOf(set, context);
      const known = charts.get(archive) ?? readArchive(archive, folder).then(knownKeys);
      charts.set(archive, known);
      const open = context.catalog.find(({ name }) => name === set.release.name)?.open ?? [];
      const unknown = unknownValues(set.release.values, await known, open);
      for (const { path, message } of [...unknown, ...(await refusals(context, { helm, folder, set }))]) {
        const key = `${set.release.name}\0${path}\0${message}`;
        const origins = [...(findings.get(key)?.origins ?? []), ...set.origins];
        findings.set(key, { subject: set.release.name, path, message, origins });
      }
    });
    return [...findings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Why Helm does not render a chart with these values: what its schema refuses, and what its templates do. */
async function refusals(
  context: ChartContext,
  { helm, folder, set }: { readonly helm: string; readonly folder: string; readonly set: PlannedValues },
): Promise<readonly { readonly path: string; readonly message: string }[]> {
  const { release, kubernetesVersion } = set;
  const input = JSON.stringify(release.values);
  const question = { helm, folder, seconds: renderSeconds, signal: context.signal, input };
  const words = [release.name, archiveOf(set, context), "--namespace", release.namespace];
  try {
    await askHelm(question, ["template", ...words, "--kube-version", kubernetesVersion, "--values", "-"]);
    return [];
  } catch (error) {
    if (error instanceof UserError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    return [{ path: "", message: said.replaceAll(/\s*\n\s*/g, " ") }];
  }
}

function archiveOf({ release }: PlannedValues, { directory }: ChartContext): string {
  return join(directory, vendorFolder, archiveName(release.chart));
}
