import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { archiveName, readChartSupply, vendorFolder } from "../../config/chart-lock.ts";
import { command } from "../../core/command.ts";
import { counted } from "../../core/counted.ts";
import { UserError } from "../../core/problem.ts";
import { replaceFile } from "../replace-file.ts";
import type { Report } from "../report/report.ts";
import { readArchive } from "./chart-contents.ts";
import { type ChartContext, catalogCharts } from "./chart-context.ts";
import { knownKeys } from "./known-keys.ts";
import { knownFolder, listOf } from "./known-list.ts";

/**
 * Writes down which paths of values each locked archive of the catalog knows, or each of the given archives: values can be held
 * against these lists where the archives are not there, and what k3s brings is held against nothing else.
 * @throws UserError if there is no archive, or one cannot be read.
 */
export async function knownReport(context: ChartContext, given: readonly string[] = []): Promise<Report> {
  const archives = given.length > 0 ? given : lockedArchives(context);
  if (archives.length === 0) {
    throw new UserError("There is no archive to read.", [
      { path: vendorFolder, message: "holds none that is locked", fix: `${command} charts vendor` },
    ]);
  }
  const folder = await mkdtemp(join(tmpdir(), "known-"));
  try {
    await mkdir(join(context.directory, knownFolder), { recursive: true });
    const written: string[] = [];
    for (const archive of archives) {
      const file = `${basename(archive).replace(/(\+.*)?\.tgz$/, "")}.txt`;
      await replaceFile(join(context.directory, knownFolder, file), listOf(knownKeys(await read(archive, folder))));
      written.push(`${knownFolder}/${file}`);
    }
    return {
      command: "charts known",
      outcome: "fine",
      headline: `${counted(written.length, "list")} written.`,
      sections: [{ kind: "list", title: "Written", items: written }],
      data: { written },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lockedArchives({ directory, catalog }: ChartContext): readonly string[] {
  const { locked, vendored } = readChartSupply(directory);
  const files = catalogCharts(catalog).map(archiveName);
  return files
    .filter((file) => locked[file] !== undefined && locked[file] === vendored[file])
    .map((file) => join(directory, vendorFolder, file));
}

function read(archive: string, folder: string) {
  return readArchive(archive, folder).catch((error: unknown) => {
    const message = error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? "") : String(error);
    throw new UserError("An archive cannot be read.", [{ path: archive, message }]);
  });
}
