import { deepEqual, equal } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { buildCommands } from "../../../src/cli/commands.ts";
import { root } from "../../support/stack.ts";

const commands = buildCommands({
  directory: root,
  terminal: { coloured: false, interactive: false, say: () => {} },
  signal: new AbortController().signal,
});

/** Every command that does something, with its full name. */
function leaves(command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] {
  const children = command.commands.filter((child) => child.name() !== "help");
  return children.length === 0
    ? [[path.join(" "), command]]
    : children.flatMap((child) => leaves(child, [...path, child.name()]));
}

/** What is wrong with a call, given as words after the program's name: a command or an option that there is not. */
function faultOf(words: readonly string[]): string | undefined {
  let command = commands;
  for (const [index, word] of words.entries()) {
    if (command.name() === "pulumi") return undefined;
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (child !== undefined) command = child;
    else if (/^--?[a-z]/.test(word)) {
      const flag = word.split("=")[0];
      if (!command.options.some(({ long, short }) => long === flag || short === flag) && !ownedByDefault(command, flag))
        return `${word} is no option of '${command.name()}'`;
    } else if (index === 0 || (command.commands.length > 0 && !words[1]?.startsWith("-")))
      return `${word} is no command`;
  }
  const missing = command.options.find(({ long, mandatory }) => mandatory && !words.includes(String(long)));
  return missing === undefined ? undefined : `'${command.name()}' needs ${missing.long}`;
}

/** Options of the command that a group runs where none is named. */
function ownedByDefault(command: Command, flag: string | undefined): boolean {
  return command.commands.some(({ options }) => options.some(({ long }) => long === flag));
}

describe("commands", () => {
  for (const [name, command] of leaves(commands)) {
    it(`${name} shows examples that can be typed`, () => {
      const shown: string[] = [];
      command.configureOutput({ writeOut: (text) => shown.push(text) }).outputHelp();
      const examples = [...shown.join("").matchAll(/^ {2}\.\/imprun (.+)$/gm)].map(([, words = ""]) =>
        words.split(" "),
      );
      equal(examples.length > 0, true, "no examples");
      deepEqual(
        examples.flatMap((words) => faultOf(words) ?? []),
        [],
      );
    });

    it(`${name} can answer programs`, () => {
      // The engine's own command has options of its own.
      equal(name === "pulumi" || command.options.some(({ long }) => long === "--json"), true);
    });
  }

  it("that workflows call are there", () => {
    const folders = [join(root, ".github", "workflows"), join(root, ".github", "actions", "connect")];
    const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
    const calls = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\.\/imprun ([^|>)\n]+)/g)].map(([, words = ""]) =>
        words.trim().split(/\s+/),
      ),
    );
    equal(calls.length > 5, true);
    deepEqual(
      calls.flatMap((words) => faultOf(words) ?? []),
      [],
    );
  });
});
