import { catalog } from "../catalog/catalog.ts";
import { readChartSupply } from "../config/chart-lock.ts";
import { readCharts } from "../config/charts.ts";
import { readEncryptedFiles } from "../config/encrypted-files.ts";
import { checkSettings, type Settings } from "../config/settings.ts";
import { readStackFile } from "../config/stack-file.ts";
import type { JsonObject } from "../core/json.ts";
import { type Plan, planEnvironment } from "../plan/plan.ts";
import type { Terminal } from "./report/terminal.ts";

/** What every command is given. */
export interface Context {
  /** Root of the checkout: where the charts and the sandbox are. */
  readonly directory: string;
  /** The folder of Pulumi.yaml and the stack files, if it is not that of the checkout. */
  readonly project?: string;
  readonly stack: string;
  /** A one-off change, laid over the stack file. */
  readonly override: JsonObject;
  readonly terminal: Terminal;
  /** Changes need no further word. */
  readonly yes: boolean;
  /** Ends long work when the user asks for it. */
  readonly signal: AbortSignal;
}

/** The folder of a context's Pulumi.yaml and stack files. */
export function projectFolder({ directory, project = directory }: Pick<Context, "directory" | "project">): string {
  return project;
}

/** A stack's settings and what follows from them. */
export interface Decided {
  readonly project: string;
  readonly settings: Settings;
  readonly plan: Plan;
}

/**
 * Reads, checks and plans a context's stack; needs neither engine nor cluster.
 * @throws UserError with every problem of the stack file.
 */
export async function decide(context: Context): Promise<Decided> {
  const { directory, stack, override } = context;
  const project = projectFolder(context);
  const file = await readStackFile(project, stack);
  const [charts, supply] = [readCharts(directory), readChartSupply(directory)];
  const encrypted = readEncryptedFiles(project, stack);
  const settings = checkSettings(file, { catalog, charts, supply, encrypted, override });
  return { project: file.project, settings, plan: planEnvironment(settings) };
}
