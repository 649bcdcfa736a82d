import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { editStackFile, type StackEdit } from "../../config/stack-edit.ts";
import { stackFileName } from "../../config/stack-file.ts";
import { type Context, type Decided, decide, projectFolder } from "../context.ts";
import { engineEnvironment } from "../engine/engine-environment.ts";
import { prepareEngine } from "../engine/toolchain.ts";
import { createStack } from "../pulumi.ts";
import { replaceFile } from "../replace-file.ts";
import { runWithSecret } from "../seal/run.ts";
import { keepsInGit, sealValues } from "../seal/seal.ts";

/** What is written before an `up` can bring new values. */
export interface NewValues {
  /** Names of the Secrets. */
  readonly secrets: readonly string[];
  readonly edits: readonly StackEdit[];
  /** New values of given secrets, by configuration key. */
  readonly given: ReadonlyMap<string, string>;
  /** The sealed-secrets controller's certificate (PEM); without it, it is fetched from the cluster. */
  readonly cert?: string;
}

/**
 * Raises the numbers in the stack file and puts the values where they are kept, if that is not the program's own work; returns the
 * files that changed. Done twice, it makes no second generated value.
 */
export async function writeValues(context: Context, decided: Decided, values: NewValues): Promise<readonly string[]> {
  const { stack } = context;
  const file = stackFileName(stack);
  const path = join(projectFolder(context), file);
  const before = await readFile(path, "utf8");
  const after = editStackFile(before, { stack, project: decided.project }, values.edits);
  if (after !== before) await replaceFile(path, after);
  if (keepsInGit(decided)) return [...(after === before ? [] : [file]), ...(await seal(context, values))];
  await setGiven(context, decided, values.given);
  return after !== before || values.given.size > 0 ? [file] : [];
}

async function seal(context: Context, { secrets, given, cert }: NewValues): Promise<readonly string[]> {
  const { files } = await sealValues(context, await decide(context), {
    renews: (secret, { source }) => secrets.includes(secret.name) && source.from === "config",
    ask: async () => given,
    ...(cert === undefined ? {} : { cert }),
  });
  return files;
}

/** As `pulumi config set --secret` does; a value goes in by standard input, never as an argument. */
async function setGiven(context: Context, decided: Decided, given: ReadonlyMap<string, string>): Promise<void> {
  if (given.size === 0) return;
  const engine = await prepareEngine(context, decided);
  const environment = await engineEnvironment(context, decided, engine);
  await createStack(context, engine.pulumi, environment);
  for (const [key, value] of given) {
    const args = ["config", "set", "--secret", key, "--stack", context.stack, "--non-interactive"];
    await runWithSecret(engine.pulumi, args, value, projectFolder(context), environment);
  }
}
