import { command } from "../core/command.ts";
import { formsOf, type JsonSchema, schemaOf } from "./json-schema.ts";
import { markdownTable } from "./markdown-table.ts";
import { type Row, rowOf, rowsBelow } from "./reference-rows.ts";

/** The configuration reference, as Markdown: every key of an environment with its type, default and purpose. */
export function configurationReference(environment: JsonSchema, project: string): string {
  const keys = Object.entries(environment.properties ?? {}).map(([key, schema]) => [key, schemaOf(schema)] as const);
  const top = keys.map(([key, schema]) => rowOf(key, schema, environment.required?.includes(key) ?? false));
  const sections = keys
    .filter(([key, schema]) => rowsBelow(schema, key).length > 0)
    .map(([key, schema]) => `## ${key}\n\n${paragraph(schema)}${sectionBody(key, schema)}`);
  return `${[introduction(project), `## environment\n\n${table(top)}`, ...sections].join("\n\n")}\n`;
}

function introduction(project: string): string {
  return [
    "# Configuration reference",
    "",
    `<!-- Written by ${command} schema; edit src/config and src/catalog instead. -->`,
    "",
    `Everything an environment can say stands in \`Pulumi.<stack>.yaml\` under \`${project}:environment\`. Four layers make it up, the`,
    "upper one counts: defaults (below) → `shared` in `Pulumi.yaml` → the stack file → `--set path=value` on the command line.",
    "Maps are merged key by key, everything else is replaced, and `null` takes a key away.",
    "",
    `Secrets never stand here: \`${command} pulumi config set --secret <key> --stack <stack>\` keeps them encrypted beside it.`,
    `\`${command} plan --stack <stack>\` shows what follows from it all.`,
  ].join("\n");
}

/** A section's table; where a section holds nothing but maps, as the components do, each of them has its own. */
function sectionBody(key: string, schema: JsonSchema): string {
  const parts = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, schemaOf(part)] as const);
  const maps = parts.length > 0 && parts.every(([, part]) => part.type === "object" && formsOf(part).length === 1);
  if (!maps) return table(rowsBelow(schema, key));
  return parts
    .map(([name, part]) => {
      const rows = rowsBelow(part, `${key}.${name}`);
      return `### ${name}\n\n${paragraph(part)}${rows.length === 0 ? "It has no settings: `{}`." : table(rows)}`;
    })
    .join("\n\n");
}

function paragraph({ description }: JsonSchema): string {
  return description === undefined ? "" : `${description}\n\n`;
}

/** Keys, each with what it may be and what it is for. */
function table(rows: readonly Row[]): string {
  const body = rows.map(({ path, type, fallback, description, when }) => {
    const purpose = when.length === 0 ? description : `${description} Only with ${when.join(" or ")}.`;
    return [`\`${path}\``, type, fallback, purpose];
  });
  return markdownTable(["Key", "Type", "Default", "Purpose"], body);
}
