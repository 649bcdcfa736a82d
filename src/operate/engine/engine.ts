import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { overrideVariable } from "../../config/override.ts";
import { program } from "../../program.ts";
import { type Context, type Decided, projectFolder } from "../context.ts";
import { engineEnvironment } from "./engine-environment.ts";
import { type Engine, prepareEngine } from "./toolchain.ts";

/** A stack, opened with the engine that runs it. */
export interface OpenStack {
  readonly stack: Stack;
  readonly engine: Engine;
  /** What the engine's processes are given beside this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Opens a stack, and makes an empty one where its state does not know it yet. @throws UserError if it cannot be run here. */
export async function openStack(context: Context, decided: Decided): Promise<OpenStack> {
  const engine = await prepareEngine(context, decided);
  sayStandIns(context, engine);
  const environment = await engineEnvironment(context, decided, engine);
  // The Automation API looks the engine up on the PATH of this process, and the engine its plugins on its own.
  process.env.PATH = environment.PATH;
  process.env[overrideVariable] = environment[overrideVariable];
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: context.stack, projectName: decided.project, program: () => program(projectFolder(context)) },
    { workDir: projectFolder(context), envVars: { ...environment } },
  );
  return { stack, engine, environment };
}

/** Says which plugins are not the official ones, so that nobody takes a trial for the real thing. */
function sayStandIns({ terminal }: Context, { plugins }: Engine): void {
  const standIns = Object.entries(plugins).flatMap(([name, kind]) => (kind === "stand-in" ? [name] : []));
  if (standIns.length > 0) terminal.say(`stand-ins for plugins that cannot be downloaded here: ${standIns.join(", ")}`);
}
