import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../core/problem.ts";
import { type Context, decide, projectFolder } from "./context.ts";
import { engineEnvironment } from "./engine/engine-environment.ts";
import { prepareEngine } from "./engine/toolchain.ts";

/**
 * Runs the engine's own command in a stack's surroundings and returns its exit code.
 * @throws UserError if no stack is named.
 */
export async function runPulumi(
  surroundings: Pick<Context, "directory" | "project" | "terminal" | "signal">,
  args: readonly string[],
): Promise<number> {
  const context: Context = { ...surroundings, stack: stackOf(args), override: {}, yes: false };
  const decided = await decide(context);
  const engine = await prepareEngine(context, decided);
  const environment = await engineEnvironment(context, decided, engine);
  if (args[0] === "config") await createStack(context, engine.pulumi, environment);
  const child = spawn(engine.pulumi, args, {
    cwd: projectFolder(context),
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => child.on("error", reject).on("close", (code) => resolve(code ?? 1)));
}

/** Makes an empty stack unless there is one: a secret can be set before the first `up`, and the state holds what it is encrypted with. */
export async function createStack(context: Context, pulumi: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const options = { cwd: projectFolder(context), env: { ...process.env, ...environment } };
  try {
    await promisify(execFile)(pulumi, ["stack", "init", context.stack, "--no-select", "--non-interactive"], options);
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    if (!said.includes("already exists"))
      throw new UserError("The stack cannot be created.", [{ path: context.stack, message: said.trim() }]);
  }
}

function stackOf(args: readonly string[]): string {
  const index = args.findIndex((arg) => arg === "--stack" || arg === "-s");
  const joined = args.find((arg) => arg.startsWith("--stack="))?.slice("--stack=".length);
  const stack = joined ?? args[index < 0 ? args.length : index + 1] ?? process.env.PULUMI_STACK;
  if (stack === undefined)
    throw new UserError("Which stack?", [{ path: "--stack", message: "is required: it tells which state is meant" }]);
  return stack;
}
