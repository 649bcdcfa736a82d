import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { RemoteChart } from "../../catalog/component.ts";
import { readChartLock } from "../../config/chart-lock.ts";
import { counted } from "../../core/counted.ts";
import { isObject, type Json } from "../../core/json.ts";
import { UserError } from "../../core/problem.ts";
import { compareVersions } from "../../core/version.ts";
import { withAttempts } from "../network/attempts.ts";
import { inParallel } from "../network/in-parallel.ts";
import type { Report } from "../report/report.ts";
import { askHelm } from "./ask-helm.ts";
import { type ChartContext, catalogCharts } from "./chart-context.ts";
import { type ChartOrigin, helmWords, originOf, showOrigin } from "./chart-origin.ts";

/** Sources asked at a time. */
const parallel = 4;

/** One chart of the catalog, and the newest release of it that its source has. */
interface Standing {
  readonly chart: RemoteChart;
  readonly from: string;
  /** Newest version; pre-releases do not count. */
  readonly newest?: string;
  /** Why the source could not tell. */
  readonly why?: string;
}

/** Asks each chart's source for the newest version. Exit code 2 if there is a newer one, 1 if a source could not be asked. */
export async function outdatedReport(context: ChartContext): Promise<Report> {
  const mirror = context.mirror ?? readChartLock(context.directory).mirror;
  const helm = await context.helm();
  const standings: Standing[] = [];
  const folder = await mkdtemp(join(tmpdir(), "outdated-"));
  try {
    await inParallel(catalogCharts(context.catalog), parallel, async (chart) => {
      const origin = originOf(chart, mirror, context.directory);
      standings.push({ chart, from: showOrigin(origin), ...(await ask(context, { helm, folder, chart, origin })) });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return reportOf(standings.sort((a, b) => (a.chart.name < b.chart.name ? -1 : 1)));
}

function reportOf(standings: readonly Standing[]): Report {
  const known = standings.flatMap(({ chart, from, newest }) => (newest === undefined ? [] : [{ chart, from, newest }]));
  const outdated = known.filter(({ chart, newest }) => compareVersions(newest, chart.version) > 0);
  const unreachable = standings.filter(({ newest }) => newest === undefined);
  const unasked = unreachable.length === 0 ? "" : `; ${counted(unreachable.length, "chart")} could not be asked for`;
  return {
    command: "charts outdated",
    outcome: unreachable.length > 0 ? "failed" : outdated.length > 0 ? "findings" : "fine",
    headline: `${counted(outdated.length, "chart")} of ${standings.length} outdated${unasked}.`,
    sections: [
      {
        kind: "table",
        title: "Charts",
        columns: ["chart", "current", "newest", "from"],
        rows: known.map(({ chart, newest, from }) => [chart.name, chart.version, newest, from]),
      },
      {
        kind: "table",
        title: "Not asked",
        columns: ["chart", "from", "why"],
        rows: unreachable.map(({ chart, from, why = "" }) => [chart.name, from, why]),
      },
    ],
    data: {
      charts: standings.map(({ chart, ...standing }) => ({ name: chart.name, current: chart.version, ...standing })),
      outdated: outdated.map(({ chart }) => chart.name),
    },
  };
}

async function ask(
  { patience, signal, terminal }: ChartContext,
  {
    helm,
    folder,
    chart,
    origin,
  }: { readonly helm: string; readonly folder: string; readonly chart: RemoteChart; readonly origin: ChartOrigin },
): Promise<{ readonly newest: string } | { readonly why: string }> {
  const again = (why: string) => terminal.say(`${chart.name}: ${why}; trying again`);
  try {
    if (origin.kind === "folder") return { newest: await newestIn(origin.folder, chart) };
    const question = { helm, folder, seconds: patience.attemptSeconds, signal };
    // Without a version, Helm shows the newest that is no pre-release.
    const text = await withAttempts(patience, signal, again, () =>
      askHelm(question, ["show", "chart", ...helmWords(origin, chart)]),
    );
    const shown: Json = parse(text);
    if (isObject(shown) && typeof shown.version === "string") return { newest: shown.version };
    return { why: "Helm shows no version" };
  } catch (error) {
    if (error instanceof UserError) throw error;
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

async function newestIn(folder: string, { name }: RemoteChart): Promise<string> {
  const versions = (await readdir(folder)).flatMap((file) => {
    const rest = file.startsWith(`${name}-`) ? file.slice(name.length + 1) : "";
    return /^(v?\d+\.\d+\.\d+(?:\+[-.\w]+)?)\.tgz$/.exec(rest)?.[1] ?? [];
  });
  const newest = versions.sort(compareVersions).at(-1);
  if (newest === undefined) throw new Error(`there is no archive of ${name}`);
  return newest;
}
