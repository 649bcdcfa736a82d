import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/** Writes a file anew, whole or not at all: it keeps its permissions, and a link stays one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then(
    (before) => before.mode,
    () => undefined,
  );
  const temporary = `${target}.new`;
  try {
    await writeFile(temporary, text, mode === undefined ? {} : { mode });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
