import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { UserError } from "../../core/problem.ts";
import type { Context, Decided } from "../context.ts";

/** The programs that run a stack, and where they are. */
export interface Engine {
  /** Path of the Pulumi command. */
  readonly pulumi: string;
  /** Path of the Helm command. */
  readonly helm: string;
  /** Folders that come before PATH. */
  readonly path: readonly string[];
  /** For each provider plugin: the official one, or a stand-in for a machine that cannot download it. */
  readonly plugins: Readonly<Record<string, "official" | "stand-in">>;
}

/** A sandbox that runs. */
export interface Sandbox {
  readonly kubeconfig: string;
  readonly server: string;
  readonly version: string;
  readonly readySeconds: number;
  /** It was not running before. */
  readonly started: boolean;
}

/** Finds, downloads or builds what runs a stack, the plugins that its resources need among it. @throws UserError that names what is missing. */
export async function prepareEngine(context: Context, { plan }: Decided): Promise<Engine> {
  const keepers = new Set(plan.secrets.map(({ keeper }) => keeper.kind));
  const plugins = ["kubernetes", "random", ...(keepers.has("aws") ? ["aws"] : [])];
  const engine = await runSandbox<Engine>(context, ["engine", "--plugins", plugins.join(",")]);
  if (!keepers.has("sops")) return engine;
  // The program opens the secrets in git with it.
  const { sops } = await prepareTools(context, ["sops"]);
  return { ...engine, path: [...engine.path, dirname(sops)] };
}

/** Finds, downloads or builds single programs: their paths by name. @throws UserError that names what is missing. */
export async function prepareTools<Name extends string>(
  context: Pick<Context, "directory" | "signal">,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  const { tools } = await runSandbox<{ readonly tools: Readonly<Record<Name, string>> }>(context, ["tools", ...names]);
  return tools;
}

/** Starts a sandbox, or finds it running. @throws UserError if it does not start. */
export function startSandbox(context: Context, name: string, nodes: number): Promise<Sandbox> {
  return runSandbox<Sandbox>(context, ["up", "--name", name, "--nodes", String(nodes)]);
}

/** Stops a sandbox and removes all that it kept. */
export function removeSandbox(context: Context, name: string): Promise<unknown> {
  return runSandbox(context, ["down", "--name", name]);
}

/**
 * Runs one of the sandbox's commands: it is a program of its own, which tells its progress on standard error and its result as
 * JSON on standard output.
 */
export async function runSandbox<Result>(
  { directory, signal }: Pick<Context, "directory" | "signal">,
  args: readonly string[],
): Promise<Result> {
  const child = spawn(process.execPath, [...process.execArgv, join(directory, "sandbox", "main.ts"), ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
    signal,
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0)
    throw new UserError(`The sandbox could not do '${args[0]}'.`, [
      { path: "sandbox", message: "see the lines above" },
    ]);
  return JSON.parse(output) as Result;
}
