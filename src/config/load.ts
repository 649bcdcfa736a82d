import * as pulumi from "@pulumi/pulumi";
import { catalog } from "../catalog/catalog.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { UserError } from "../core/problem.ts";
import { readChartSupply } from "./chart-lock.ts";
import { readCharts } from "./charts.ts";
import { readEncryptedFiles } from "./encrypted-files.ts";
import { overrideVariable } from "./override.ts";
import { checkSettings, type Settings } from "./settings.ts";
import { readStackFile, type StackFile, stackFileName } from "./stack-file.ts";

/**
 * The settings of the stack that the engine runs, of a project that uses the charts of a checkout, with nothing missing.
 * @throws UserError with every problem at once, what is missing among them.
 */
export async function loadSettings(directory: string, project: string): Promise<Settings> {
  const settings = await readSettings(directory, project);
  if (settings.missing.length > 0)
    throw new UserError(`${stackFileName(pulumi.getStack())}: something is missing`, settings.missing);
  return settings;
}

/**
 * The settings of the stack that the engine runs. The engine's word counts for what is set; the stack file beside the program
 * adds which given secrets changed, which can be seen on their encrypted form.
 * @throws UserError with every problem of the stack file.
 */
export async function readSettings(directory: string, project: string): Promise<Settings> {
  const stack = pulumi.getStack();
  const config = new pulumi.Config();
  const file = await readStackFile(project, stack);
  return checkSettings(withEngineConfig(file, config), {
    catalog,
    charts: readCharts(directory),
    supply: readChartSupply(directory),
    encrypted: readEncryptedFiles(project, stack),
    override: JSON.parse(process.env[overrideVariable] ?? "{}"),
  });
}

function withEngineConfig(file: StackFile, config: pulumi.Config): StackFile {
  const held = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(`${config.name}:`))
    .map((key) => key.slice(config.name.length + 1));
  // A value that comes from elsewhere than the stack file (an environment of the engine's) shows no encrypted form here.
  const elsewhere = held.filter((key) => file.entries[key] === undefined);
  return {
    ...file,
    environment: objectAt(config, "environment") ?? file.environment,
    shared: objectAt(config, "shared") ?? file.shared,
    entries: {
      ...file.entries,
      ...Object.fromEntries(elsewhere.map((key) => [key, { kind: "encrypted", fingerprint: "" }])),
    },
  };
}

function objectAt(config: pulumi.Config, key: string): JsonObject | undefined {
  const value = config.getObject<unknown>(key);
  return isObject(value) ? value : undefined;
}
