import { archiveName, chartLockFile, readChartSupply, vendorFolder } from "../../config/chart-lock.ts";
import { command } from "../../core/command.ts";
import { counted } from "../../core/counted.ts";
import { UserError } from "../../core/problem.ts";
import type { Outcome, Report } from "../report/report.ts";
import { type ChartContext, catalogCharts } from "./chart-context.ts";
import { type Arrival, fetchCharts } from "./fetch-charts.ts";

/**
 * Fetches every locked archive that is not there, or is not the right one. Without any, it asks nobody anything.
 * @throws UserError if what arrives is not what the lock file names: it is thrown away, and nothing further is fetched.
 */
export async function vendorReport(context: ChartContext): Promise<Report> {
  const { locked, vendored } = readChartSupply(context.directory);
  const charts = catalogCharts(context.catalog);
  const unlocked = charts.map(archiveName).filter((file) => locked[file] === undefined);
  const wanted = charts.filter((chart) => {
    const expected = locked[archiveName(chart)];
    return expected !== undefined && vendored[archiveName(chart)] !== expected;
  });
  const { kept, failed } = await fetchCharts(context, wanted, (arrival) =>
    requireDigest(arrival, locked[arrival.file]),
  );
  const there = charts.length - unlocked.length - wanted.length;
  const outcome: Outcome = failed.length > 0 ? "failed" : unlocked.length > 0 ? "findings" : "fine";
  const unlockedNote =
    unlocked.length === 0 ? "" : `; ${counted(unlocked.length, "chart")} not locked: ${command} charts lock`;
  return {
    command: "charts vendor",
    outcome,
    headline: `${counted(kept.length, "archive")} fetched, ${there} already there, ${failed.length} failed${unlockedNote}.`,
    sections: [
      {
        kind: "table",
        title: "Fetched",
        columns: ["archive", "from"],
        rows: kept.map(({ file, from }) => [file, from]),
      },
      failedTable(failed),
      { kind: "list", title: "Not locked", items: unlocked },
    ],
    data: { fetched: kept, failed, unlocked, there },
  };
}

/** What could not be fetched, as a table. */
export function failedTable(failed: readonly { readonly file: string; readonly from: string; readonly why: string }[]) {
  const rows = failed.map(({ file, from, why }) => [file, from, why]);
  return { kind: "table", title: "Failed", columns: ["archive", "from", "why"], rows } as const;
}

async function requireDigest({ file, sha256 }: Arrival, expected: string | undefined): Promise<void> {
  if (sha256 === expected) return;
  throw new UserError("An archive is not the one that is locked; it was thrown away, and nothing further fetched.", [
    {
      path: `${vendorFolder}/${file}`,
      message: `has SHA-256 ${sha256}, but ${chartLockFile} wants ${expected}; ask who publishes the chart why it differs before you lock it anew`,
    },
  ]);
}
