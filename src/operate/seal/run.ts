import { spawn } from "node:child_process";
import { UserError } from "../../core/problem.ts";

/** Runs a program with a secret on its standard input, and returns what it prints. @throws UserError with the program's own words. */
export async function runWithSecret(
  program: string,
  args: readonly string[],
  secret: string,
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const env = { ...process.env, ...environment };
  const child = spawn(program, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  const output = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output.out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    output.error += chunk;
  });
  // A program that ends before it has read everything is told of by its exit code.
  child.stdin.on("error", () => {}).end(secret);
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code === 0) return output.out;
  const name = program.split("/").at(-1) ?? program;
  throw new UserError(`${name} failed.`, [{ path: name, message: output.error.trim() || `exit code ${code}` }]);
}
