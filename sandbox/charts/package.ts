import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { Problem } from "../problem.ts";
import type { Progress } from "../progress.ts";
import { provideTools } from "../tools/install.ts";
import { SHAPES, type Shape } from "./shapes.ts";

const run = promisify(execFile);
const TEMPLATE = path.join(import.meta.dirname, "stand-in");
const DEFINITIONS = path.resolve(import.meta.dirname, "..", "crds");

/** A packaged chart. */
export interface Packaged {
  name: string;
  version: string;
  /** Absolute path of the archive. */
  file: string;
  /** Of the archive, in hexadecimal digits. Differs from run to run: archives hold the time they were made. */
  sha256: string;
}

/**
 * Packages a stand-in for each chart (`name@version`) into `<out>/<name>-<version>.tgz`. It has the real chart's name,
 * version, custom resources and workloads, whose pods do nothing. Throws a Problem that lists every name it cannot read.
 */
export async function packageCharts(charts: readonly string[], out: string, progress: Progress): Promise<Packaged[]> {
  const wanted = charts.map(parse);
  const wrong = charts.filter((_, index) => wanted[index] === undefined);
  if (wrong.length > 0) {
    throw new Problem(`Not a chart: ${wrong.join(", ")}.\n  Write name@version, for example cert-manager@v1.21.1.`);
  }
  const { helm = "" } = await provideTools(["helm"], progress);
  mkdirSync(out, { recursive: true });
  const packaged: Packaged[] = [];
  for (const chart of wanted) if (chart !== undefined) packaged.push(await packageOne(helm, chart, path.resolve(out)));
  return packaged;
}

interface Wanted {
  name: string;
  version: string;
}

function parse(chart: string): Wanted | undefined {
  const [, name, version] = chart.match(/^([a-z0-9][a-z0-9.-]*)@(v?\d+\.\d+\.\d+\S*)$/) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}

async function packageOne(helm: string, { name, version }: Wanted, out: string): Promise<Packaged> {
  const folder = mkdtempSync(path.join(tmpdir(), "stand-in-chart-"));
  try {
    const source = path.join(folder, name);
    writeChart(source, name, version, SHAPES[name] ?? { workloads: [{}] });
    await run(helm, ["package", source, "--destination", out]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const file = path.join(out, `${name}-${version}.tgz`);
  return { name, version, file, sha256: createHash("sha256").update(readFileSync(file)).digest("hex") };
}

function writeChart(source: string, name: string, version: string, shape: Shape): void {
  cpSync(TEMPLATE, source, { recursive: true });
  const description = `Stands in for ${name} ${version} on a sandbox. Its pods do nothing.`;
  const chart = { apiVersion: "v2", name, version, appVersion: version, description };
  writeFileSync(path.join(source, "Chart.yaml"), stringify(chart));
  const { crds, ...rest } = shape;
  const templated = crds?.switch !== undefined;
  // Helm reads `crds/` by itself; what a value switches lies where templates can read it.
  const folder = path.join(source, templated ? "definitions" : "crds");
  for (const file of crds?.files ?? []) cpSync(path.join(DEFINITIONS, file), path.join(folder, file));
  writeFileSync(path.join(source, "shape.json"), JSON.stringify({ ...rest, ...(templated && { crds }) }));
}
