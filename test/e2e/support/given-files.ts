import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoreStack } from "./store-stack.ts";

/** Arguments of `seal` that give the values of a stack, each from a file. */
export function givenFiles({ checkout, given }: StoreStack): readonly string[] {
  const folder = join(checkout.directory, ".sandbox", "given");
  mkdirSync(folder, { recursive: true });
  return Object.entries(given).flatMap(([key, value]) => {
    const file = join(folder, key);
    writeFileSync(file, `${value}\n`);
    return ["--given", `${key}=${file}`];
  });
}

/** Seals what is missing. Rejects with what the command said. */
export async function seal(stack: StoreStack, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await stack.run("seal", ...args);
  assert.equal(code, 0, `${stdout}${stderr}`);
}
