import { type Component, isRemote } from "../catalog/component.ts";
import { command } from "../core/command.ts";
import { markdownTable } from "./markdown-table.ts";

/** Everything that the platform can install, as Markdown: what for, which chart in which version, and where it runs. */
export function componentList(catalog: readonly Component[]): string {
  const rows = catalog.map(({ name, summary, chart, namespace, requires }) => [
    `[${name}](configuration.md#${name})`,
    summary,
    ...(isRemote(chart) ? [`\`${chart.name}\``, `\`${chart.version}\``] : ["brought by k3s", "–"]),
    `\`${namespace}\``,
    requires.length === 0 ? "–" : requires.map((other) => `\`${other}\``).join(", "),
  ]);
  return `${[introduction(), markdownTable(["Component", "What for", "Chart", "Version", "Namespace", "Needs"], rows), ending()].join("\n\n")}\n`;
}

function introduction(): string {
  return [
    "# Components",
    "",
    `<!-- Written by ${command} schema; edit src/catalog instead. -->`,
    "",
    "What an environment may name under `components`. What is named is installed, in the order of what it needs; what is no longer",
    "named is taken away. `{}` takes every default; the settings of each are in the configuration reference, behind its name.",
  ].join("\n");
}

function ending(): string {
  return [
    "Each chart is installed as a Helm release of the component's name, from an archive whose digest `charts.lock.yaml` holds:",
    `\`${command} charts vendor\` fetches what is missing, \`${command} charts outdated\` tells of newer versions. What k3s brings is`,
    "not installed but set up, through an object that k3s reads.",
  ].join("\n");
}
