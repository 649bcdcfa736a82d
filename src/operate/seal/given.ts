import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { command } from "../../core/command.ts";
import { UserError } from "../../core/problem.ts";
import type { Context } from "../context.ts";

/** Where the values of given secrets come from: `key=file`. */
export type GivenFiles = ReadonlyMap<string, string>;

/** Reads `key=file` arguments. @throws UserError if one is not of that form. */
export function parseGivenFiles(assignments: readonly string[]): GivenFiles {
  const wrong = assignments.filter((text) => !/^[^=]+=.+/.test(text));
  if (wrong.length > 0) {
    throw new UserError(
      "--given takes key=file.",
      wrong.map((text) => ({ path: "--given", message: `'${text}' is not of the form githubClientId=path/to/file` })),
    );
  }
  return new Map(assignments.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]));
}

/**
 * The values of given secrets, by configuration key: from a file where one is named, else typed on the terminal without being
 * shown; `asker` is the command that wants them.
 * @throws UserError that names every key for which there is neither.
 */
export async function givenValues(
  keys: readonly string[],
  files: GivenFiles,
  { terminal, stack }: Context,
  asker: string,
): Promise<ReadonlyMap<string, string>> {
  const asked = keys.filter((key) => !files.has(key));
  if (asked.length > 0 && !terminal.interactive) {
    throw new UserError(
      "Values are missing, and nobody is here to type them.",
      asked.map((key) => ({
        path: key,
        message: "has no value",
        fix: `${command} ${asker} --stack ${stack} --given ${key}=<file>`,
      })),
    );
  }
  const values = new Map<string, string>();
  for (const [key, file] of files) values.set(key, (await readFile(file, "utf8")).replace(/\r?\n$/, ""));
  for (const key of asked) values.set(key, await typed(`${key}: `));
  return values;
}

/** One line from the terminal, which shows the question and nothing of the answer. */
function typed(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    prompt.once("SIGINT", () => prompt.close());
    prompt.once("close", () => reject(new UserError("Stopped; nothing was written.", [])));
    prompt.question("", (answer) => {
      process.stderr.write("\n");
      resolve(answer);
      prompt.close();
    });
  });
}
