import { mkdir } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { overrideVariable } from "../config/override.ts";
import { program } from "../program.ts";
import { backendEnvironment } from "./backend.ts";
import type { Context, Decided } from "./context.ts";
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
  const engine = await prepareEngine(context);
  const environment = await engineEnvironment(context, decided, engine);
  // The Automation API looks the engine up on the PATH of this process, and the engine its plugins on its own.
  process.env.PATH = environment.PATH;
  process.env[overrideVariable] = environment[overrideVariable];
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: context.stack, projectName: decided.project, program },
    { workDir: context.directory, envVars: { ...environment } },
  );
  return { stack, engine, environment };
}

/** What the engine has to be given: its PATH, where state is, and the one-off change. */
export async function engineEnvironment(
  context: Context,
  decided: Decided,
  engine: Engine,
): Promise<Readonly<Record<string, string>> & { readonly PATH: string }> {
  const backend = backendEnvironment(context, decided);
  const url = backend.PULUMI_BACKEND_URL ?? process.env.PULUMI_BACKEND_URL ?? "";
  if (url.startsWith("file://")) await mkdir(fileURLToPath(url), { recursive: true });
  return {
    ...backend,
    PATH: [...engine.path, dirname(engine.pulumi), dirname(engine.helm), process.env.PATH ?? ""].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    [overrideVariable]: JSON.stringify(context.override),
  };
}
