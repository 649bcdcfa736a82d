import { LocalWorkspace, StackNotFoundError } from "@pulumi/pulumi/automation/index.js";
import { overrideVariable } from "../../config/override.ts";
import { program } from "../../program.ts";
import { type Context, type Decided, projectFolder } from "../context.ts";
import type { OpenStack } from "./engine.ts";
import { engineEnvironment } from "./engine-environment.ts";
import { prepareEngine } from "./toolchain.ts";

/** Opens a stack that was created before; nothing if its state does not know it. Unlike an `up`, it creates none. */
export async function openExistingStack(context: Context, decided: Decided): Promise<OpenStack | undefined> {
  const engine = await prepareEngine(context, decided);
  const environment = await engineEnvironment(context, decided, engine);
  // As for an `up`: the engine is looked up on the PATH of this process, and the program reads the one-off change from it.
  process.env.PATH = environment.PATH;
  process.env[overrideVariable] = environment[overrideVariable];
  try {
    const stack = await LocalWorkspace.selectStack(
      { stackName: context.stack, projectName: decided.project, program: () => program(projectFolder(context)) },
      { workDir: projectFolder(context), envVars: { ...environment } },
    );
    return { stack, engine, environment };
  } catch (error) {
    if (error instanceof StackNotFoundError) return undefined;
    throw error;
  }
}
