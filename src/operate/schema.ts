import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { catalog } from "../catalog/catalog.ts";
import { componentList } from "../config/component-list.ts";
import { environmentJsonSchema, stackFileSchema } from "../config/json-schema.ts";
import { readProjectFile } from "../config/project-file.ts";
import { configurationReference } from "../config/reference.ts";
import { ruleList } from "../config/rule-list.ts";
import { counted } from "../core/counted.ts";
import { library } from "../rules/library.ts";
import type { Context } from "./context.ts";
import type { Report } from "./report/report.ts";

/** What is generated from the schema of an environment, the catalog and the rules: texts by their path, relative to the root of the checkout. */
export function generatedFiles(project: string): Readonly<Record<string, string>> {
  return {
    "schemas/stack.schema.json": `${JSON.stringify(stackFileSchema(catalog, project), null, 2)}\n`,
    "docs/configuration.md": configurationReference(environmentJsonSchema(catalog), project),
    "docs/components.md": componentList(catalog),
    "docs/rules.md": ruleList(library),
  };
}

/** Writes the stack file's JSON Schema, for editors, the configuration reference, the lists of components and rules. */
export async function schemaReport({ directory }: Pick<Context, "directory">): Promise<Report> {
  const files = Object.entries(generatedFiles(readProjectFile(directory).name));
  const changed: string[] = [];
  for (const [path, text] of files) {
    const target = join(directory, path);
    const before = await readFile(target, "utf8").catch(() => undefined);
    if (before === text) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    changed.push(path);
  }
  return {
    command: "schema",
    outcome: "fine",
    headline: changed.length === 0 ? "Everything was up to date." : `${counted(changed.length, "file")} written.`,
    sections: [{ kind: "list", title: "Written", items: changed }],
    data: { written: changed },
  };
}
