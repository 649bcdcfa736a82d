import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments, parseDocument } from "yaml";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";

const run = promisify(execFile);

/** A dependency as a chart declares it. */
export interface ChartDependency {
  readonly name: string;
  readonly alias?: string;
  /** Paths of values that switch it on or off, parted by commas. */
  readonly condition?: string;
  readonly tags?: readonly string[];
}

/** What a chart says about its values, and its subcharts about theirs; and the kinds that Helm makes before it. */
export interface ChartContents {
  readonly name: string;
  readonly values: JsonObject;
  /** Its values.schema.json. */
  readonly schema: Json;
  readonly dependencies: readonly ChartDependency[];
  readonly subcharts: readonly ChartContents[];
  /** CustomResourceDefinitions of its own folder `crds`. */
  readonly kinds: readonly JsonObject[];
}

/** Unpacks an archive below a folder and reads what it says about values. @throws Error if it holds no chart. */
export async function readArchive(archive: string, folder: string): Promise<ChartContents> {
  const target = await mkdtemp(join(folder, "chart-"));
  await run("tar", ["-xzf", archive, "-C", target]);
  const [root] = readdirSync(target);
  if (root === undefined) throw new Error(`${archive} is empty`);
  return readFolder(join(target, root), folder);
}

async function readFolder(chart: string, folder: string): Promise<ChartContents> {
  const metadata = yamlAt(join(chart, "Chart.yaml"));
  const schema = join(chart, "values.schema.json");
  const below = join(chart, "charts");
  const subcharts: ChartContents[] = [];
  for (const entry of existsSync(below) ? readdirSync(below).sort() : []) {
    if (existsSync(join(below, entry, "Chart.yaml"))) subcharts.push(await readFolder(join(below, entry), folder));
    else if (entry.endsWith(".tgz")) subcharts.push(await readArchive(join(below, entry), folder));
  }
  const { name, dependencies } = metadata;
  return {
    name: String(name),
    values: yamlAt(join(chart, "values.yaml")),
    schema: existsSync(schema) ? JSON.parse(readFileSync(schema, "utf8")) : {},
    dependencies: Array.isArray(dependencies) ? dependencies : [],
    subcharts,
    kinds: kindsIn(join(chart, "crds")),
  };
}

function kindsIn(folder: string): readonly JsonObject[] {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).sort() : [];
  return files
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")))
    .flatMap((document) => {
      const content: unknown = document.toJS();
      return isObject(content) && content.kind === "CustomResourceDefinition" ? [content] : [];
    });
}

/** The map of a YAML file, as lenient as Helm is: a key may be there twice, and the later one counts. */
function yamlAt(path: string): JsonObject {
  if (!existsSync(path)) return {};
  const document = parseDocument(readFileSync(path, "utf8"), { uniqueKeys: false, merge: true });
  const content: unknown = document.toJS({ maxAliasCount: 10_000 });
  return isObject(content) ? content : {};
}
