import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../core/problem.ts";
import { sopsFile } from "./encrypted-files.ts";

const run = promisify(execFile);

/**
 * Decrypts what a stack keeps in git by sops: Secret → name of the value → value. The values stay in this process.
 * @throws UserError with sops' own words if it is not there, or has no key that opens the file.
 */
export async function decryptSops(
  directory: string,
  stack: string,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const file = sopsFile(stack);
  try {
    const { stdout } = await run("sops", ["decrypt", "--output-type", "json", join(directory, file)], {
      maxBuffer: 16 * 1024 * 1024,
    });
    return JSON.parse(stdout);
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    throw new UserError("The secrets in git cannot be decrypted.", [
      { path: file, message: said === "" ? "there is no program 'sops' on the PATH" : said },
    ]);
  }
}
