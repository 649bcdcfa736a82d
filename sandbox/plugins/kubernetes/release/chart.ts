import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { asList, asMap, asText, at, type PropertyMap } from "../../protocol/property.ts";
import { fromJson } from "../../protocol/wire.ts";
import type { Cluster } from "../cluster.ts";
import { isDefinition } from "../object/normalize.ts";
import { helm, releaseWords } from "./helm.ts";

function isUrl(repository: string): boolean {
  return /^[a-z]+:\/\//.test(repository);
}

function localPath(chart: string): string | undefined {
  if (!existsSync(chart)) return undefined;
  if (statSync(chart).isDirectory() && !existsSync(join(chart, "Chart.yaml"))) return undefined;
  return resolve(chart);
}

function rejectCredentials(options: PropertyMap): void {
  if (asText(options.username) === "" && asText(options.password) === "") return;
  throw new Error("this stand-in leaves out repositoryOpts.username and repositoryOpts.password");
}

function option(name: string, value: string): string[] {
  return value === "" ? [] : [name, value];
}

/** The words that name a release's chart; local charts count from the working directory. */
export function chartWords(release: PropertyMap): string[] {
  const chart = asText(release.chart).trim();
  const options = asMap(release.repositoryOpts);
  const repository = asText(options.repo);
  const isRemote = chart.startsWith("oci:") || isUrl(repository);
  const local = isRemote ? undefined : localPath(chart);
  const verify = release.verify === true ? ["--verify", ...option("--keyring", asText(release.keyring))] : [];
  if (local !== undefined) return [local, ...verify];
  if (!isRemote && (isAbsolute(chart) || chart.startsWith("."))) throw new Error(`path "${chart}" not found`);
  rejectCredentials(options);
  const named = !isRemote && repository !== "" && !chart.includes("/") ? `${repository}/${chart}` : chart;
  const version = asText(release.version).trim() || (release.devel === true ? ">0.0.0-0" : "");
  return [
    named,
    ...option("--repo", isUrl(repository) && !chart.startsWith("oci:") ? repository : ""),
    ...option("--version", version),
    ...option("--ca-file", asText(options.caFile)),
    ...option("--cert-file", asText(options.certFile)),
    ...option("--key-file", asText(options.keyFile)),
    ...verify,
  ];
}

function missingDependencies(directory: string, chart: PropertyMap): string[] {
  const charts = join(directory, "charts");
  const present = existsSync(charts) ? readdirSync(charts) : [];
  return asList(chart.dependencies)
    .map((dependency) => asText(at(dependency, "name")))
    .filter((name) => !present.some((entry) => entry === name || entry.startsWith(`${name}-`)));
}

/** The chart's metadata. A directory's is read from its file, everything else asks Helm. */
export async function loadChart(release: PropertyMap, cluster: Cluster): Promise<PropertyMap> {
  const words = chartWords(release);
  const directory = words[0] ?? "";
  if (!existsSync(join(directory, "Chart.yaml"))) {
    return asMap(fromJson(parse(await helm(cluster, ["show", "chart", ...words]))));
  }
  const chart = asMap(fromJson(parse(readFileSync(join(directory, "Chart.yaml"), "utf8"))));
  const missing = release.dependencyUpdate === true ? [] : missingDependencies(directory, chart);
  if (missing.length === 0) return chart;
  throw new Error(`found in Chart.yaml, but missing in charts/ directory: ${missing.join(", ")}`);
}

/** The definitions of kinds that the release brings. None when it cannot be rendered, which shows at its own turn. */
export async function chartDefinitions(release: PropertyMap, cluster: Cluster): Promise<PropertyMap[]> {
  const crds = release.skipCrds === true ? [] : ["--include-crds"];
  const words = ["template", ...releaseWords(release), ...chartWords(release), ...crds, "--values", "-"];
  try {
    const manifest = await helm(cluster, words, asMap(release.values));
    return parseAllDocuments(manifest)
      .map((document) => asMap(fromJson(document.toJS())))
      .filter(isDefinition);
  } catch {
    return [];
  }
}
