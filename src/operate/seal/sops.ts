import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { sopsFile } from "../../config/encrypted-files.ts";
import type { Context } from "../context.ts";
import type { NewValue } from "./missing-values.ts";
import { runWithSecret } from "./run.ts";

/** Adds values to a stack's sops file, each encrypted for the recipients that .sops.yaml names; returns the file. */
export async function sealWithSops(
  values: readonly NewValue[],
  sops: string,
  { directory, stack }: Context,
): Promise<readonly string[]> {
  const file = sopsFile(stack);
  if (values.length === 0) return [];
  if (!existsSync(join(directory, file))) await createFile(values, sops, directory, file);
  else {
    for (const { secret, name, value } of values) {
      const place = `[${JSON.stringify(secret.name)}][${JSON.stringify(name)}]`;
      await runWithSecret(sops, ["set", "--value-stdin", file, place], JSON.stringify(value), directory);
    }
  }
  return [file];
}

/** The first values of a stack: encrypted before anything is written, so that no plain text ever lies on disk. */
async function createFile(values: readonly NewValue[], sops: string, directory: string, file: string): Promise<void> {
  const content: Record<string, Record<string, string>> = {};
  for (const { secret, name, value } of values) content[secret.name] = { ...content[secret.name], [name]: value };
  const args = ["encrypt", "--filename-override", file, "--input-type", "yaml", "--output-type", "yaml"];
  const encrypted = await runWithSecret(sops, args, stringify(content), directory);
  const target = join(directory, file);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.new`, encrypted);
  await rename(`${target}.new`, target);
}
