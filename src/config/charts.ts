import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { type ChartValues, readChartValues } from "./chart-schema.ts";

/** A chart of this repository. */
export interface LocalChart {
  readonly name: string;
  readonly version: string;
  /** Relative to `src`, the program's working directory; an absolute path would differ between machines and show as a change. */
  readonly path: string;
  /** Changes with the content of any of the chart's files, so that an edit rolls out without a new version. */
  readonly contentHash: string;
  /** It has a value `delivery`: its hooks are of another kind where Argo CD delivers it. */
  readonly knowsDelivery: boolean;
  /** What it says about its values; read when it is asked for. */
  readonly values: () => ChartValues;
}

/** The charts of a repository by name: every folder of `charts/` that has a Chart.yaml. */
export function readCharts(directory: string): Readonly<Record<string, LocalChart>> {
  const root = join(directory, "charts");
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const charts = folders.flatMap(({ name }) => {
    const folder = join(root, name);
    if (!readdirSync(folder).includes("Chart.yaml")) return [];
    const { version } = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as { version: string };
    // A look at the text will do: parsing every chart's values takes longer than all the rest of a plan.
    const knowsDelivery = /^delivery:/m.test(valuesText(folder));
    return [
      {
        name,
        version,
        path: `../charts/${name}`,
        contentHash: hashFolder(folder),
        knowsDelivery,
        values: once(() => readChartValues(folder)),
      },
    ];
  });
  return Object.fromEntries(charts.map((chart) => [chart.name, chart]));
}

/** What is read when it is first asked for, and never again. */
function once<Value>(read: () => Value): () => Value {
  let known: Value | undefined;
  return () => {
    known ??= read();
    return known;
  };
}

function valuesText(folder: string): string {
  const file = join(folder, "values.yaml");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** The first 12 hexadecimal digits of a SHA-256 over the names and contents of a folder's files, in a fixed order. */
function hashFolder(folder: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(folder, file).replaceAll("\\", "/")}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 12);
}
