import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RemoteChart } from "../../catalog/component.ts";
import { archiveDigest, archiveName, readChartLock, vendorFolder } from "../../config/chart-lock.ts";
import { UserError } from "../../core/problem.ts";
import { isPassing, withAttempts } from "../network/attempts.ts";
import { inParallel } from "../network/in-parallel.ts";
import { askHelm } from "./ask-helm.ts";
import type { ChartContext } from "./chart-context.ts";
import { type ChartOrigin, helmWords, originOf, showOrigin } from "./chart-origin.ts";

/** An archive that was fetched, before it is accepted. */
export interface Arrival {
  readonly chart: RemoteChart;
  /** Name of the archive. */
  readonly file: string;
  /** Where it lies for now. */
  readonly path: string;
  readonly sha256: string;
}

/** How fetching went, for each archive. */
export interface Fetched {
  readonly kept: readonly { readonly file: string; readonly from: string }[];
  readonly failed: readonly { readonly file: string; readonly from: string; readonly why: string }[];
}

/** Archives fetched at a time. */
const parallel = 4;

/** Folders of a run that was cut off are removed by a later one, after this time. */
const abandonedMs = 60 * 60 * 1000;

/**
 * Fetches archives, shows each to `accept`, and puts it into the folder of archives under its final name, whole or not at all.
 * Whatever a run has kept, the next one need not fetch.
 * @throws UserError that `accept` throws: nothing further is fetched then.
 */
export async function fetchCharts(
  context: ChartContext,
  charts: readonly RemoteChart[],
  accept: (arrival: Arrival, helm: string) => Promise<void>,
): Promise<Fetched> {
  const { directory, terminal } = context;
  const mirror = context.mirror ?? readChartLock(directory).mirror;
  const origins = charts.map((chart) => ({ chart, origin: originOf(chart, mirror, directory) }));
  const kept: Fetched["kept"][number][] = [];
  const failed: Fetched["failed"][number][] = [];
  if (charts.length === 0) return { kept, failed };
  const helm = await context.helm();
  const unanswered = new Map<string, string>();
  let refused: UserError | undefined;
  await withScratch(directory, async (scratch) => {
    await inParallel(origins, parallel, async ({ chart, origin }) => {
      if (refused !== undefined) return;
      const [file, from] = [archiveName(chart), showOrigin(origin)];
      try {
        const before = unanswered.get(from);
        if (before !== undefined) throw new Error(before);
        const path = await fetchArchive(context, { helm, scratch, chart, origin });
        await accept({ chart, file, path, sha256: archiveDigest(path) }, helm);
        await rename(path, join(directory, vendorFolder, file));
        kept.push({ file, from });
        terminal.say(`${file} from ${from}`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (error instanceof UserError) refused = error;
        else failed.push({ file, from, why });
        // The next archive of the same repository would wait as long for the same.
        if (origin.kind === "repository" && isPassing(why)) unanswered.set(from, why);
      }
    });
  });
  if (refused !== undefined) throw refused;
  return { kept: kept.sort(byFile), failed: failed.sort(byFile) };
}

async function fetchArchive(
  { patience, signal, terminal }: ChartContext,
  {
    helm,
    scratch,
    chart,
    origin,
  }: { readonly helm: string; readonly scratch: string; readonly chart: RemoteChart; readonly origin: ChartOrigin },
): Promise<string> {
  const file = archiveName(chart);
  if (origin.kind === "folder") {
    const path = join(scratch, file);
    await copyFile(origin.archive, path).catch(() => {
      throw new Error(`there is no ${file} in ${origin.folder}`);
    });
    return path;
  }
  const again = (why: string) => terminal.say(`${file}: ${why}; trying again`);
  return withAttempts(patience, signal, again, async () => {
    // The name of what comes is the server's choice: it gets a folder of its own.
    const folder = await mkdtemp(join(scratch, "pull-"));
    const question = { helm, folder, seconds: patience.attemptSeconds, signal };
    await askHelm(question, ["pull", ...helmWords(origin, chart), "--version", chart.version, "--destination", folder]);
    const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
    if (archive === undefined) throw new Error("Helm fetched no archive");
    return join(folder, archive);
  });
}

/** A folder beside the archives, so that moving one there is a single step. */
async function withScratch(directory: string, use: (scratch: string) => Promise<void>): Promise<void> {
  const folder = join(directory, vendorFolder);
  await mkdir(folder, { recursive: true });
  for (const name of (await readdir(folder)).filter((name) => name.startsWith(".fetch-"))) {
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > abandonedMs) await rm(join(folder, name), { recursive: true, force: true });
  }
  const scratch = await mkdtemp(join(folder, ".fetch-"));
  try {
    await use(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function byFile(a: { readonly file: string }, b: { readonly file: string }): number {
  return a.file < b.file ? -1 : 1;
}
