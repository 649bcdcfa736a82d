import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { archiveName, chartLockFile, readChartLock } from "../../config/chart-lock.ts";
import { counted } from "../../core/counted.ts";
import { isObject, type Json } from "../../core/json.ts";
import { replaceFile } from "../replace-file.ts";
import type { Report } from "../report/report.ts";
import { askHelm } from "./ask-helm.ts";
import { type ChartContext, catalogCharts } from "./chart-context.ts";
import { type Arrival, fetchCharts } from "./fetch-charts.ts";
import { editLock } from "./lock-text.ts";
import { failedTable } from "./vendor.ts";

/**
 * Fetches the catalog's charts that are not locked yet, and writes down what came; the rest of the file stays as it is. A chart's
 * entry is trusted from then on: the change of the file is what a review looks at.
 * @throws UserError if the lock file cannot be read.
 */
export async function lockReport(context: ChartContext): Promise<Report> {
  const { directory, catalog } = context;
  const { archives } = readChartLock(directory);
  const charts = catalogCharts(catalog);
  const files = new Set(charts.map(archiveName));
  const gone = Object.keys(archives).filter((file) => !files.has(file));
  const added: Record<string, string> = {};
  const { kept, failed } = await fetchCharts(
    context,
    charts.filter((chart) => archives[archiveName(chart)] === undefined),
    async (arrival, helm) => {
      await requireChart(arrival, helm, context);
      added[arrival.file] = arrival.sha256;
    },
  );
  const changed = kept.length + gone.length;
  if (changed > 0) await write(directory, added, gone);
  return {
    command: "charts lock",
    outcome: failed.length > 0 ? "failed" : "fine",
    headline: `${chartLockFile}: ${counted(changed, "line")} changed, ${counted(failed.length, "chart")} could not be fetched.`,
    sections: [
      {
        kind: "table",
        title: "Locked",
        columns: ["archive", "SHA-256", "from"],
        rows: kept.map(({ file, from }) => [file, added[file] ?? "", from]),
      },
      { kind: "list", title: "No longer in the catalog, and taken out", items: gone },
      failedTable(failed),
    ],
    data: { locked: added, removed: gone, failed },
  };
}

/** What arrives is a whole archive of the chart that was asked for. */
async function requireChart({ chart, path }: Arrival, helm: string, { patience, signal }: ChartContext): Promise<void> {
  const question = { helm, folder: dirname(path), seconds: patience.attemptSeconds, signal };
  const shown: Json = parse(await askHelm(question, ["show", "chart", path]));
  const { name, version } = isObject(shown) ? shown : {};
  if (name !== chart.name || version !== chart.version)
    throw new Error(`what came is ${name} ${version}, not ${chart.name} ${chart.version}`);
}

async function write(directory: string, added: Readonly<Record<string, string>>, gone: readonly string[]) {
  const path = join(directory, chartLockFile);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  await replaceFile(path, editLock(before, added, gone));
}
