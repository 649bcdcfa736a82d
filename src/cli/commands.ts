import { Command } from "commander";
import { command as program } from "../core/command.ts";
import { addChartCommands } from "./chart-commands.ts";
import { examples, finish } from "./finish.ts";
import { addImageCommands } from "./image-commands.ts";
import { contextOf, type FormOptions, type StackOptions, type Surroundings, withForms, withStack } from "./options.ts";
import { addPlainCommands } from "./plain-commands.ts";
import type { StackCommand } from "./stack-command.ts";
import { stackCommands } from "./stack-commands.ts";

/** Every command, wired to the function behind it. */
export function buildCommands(surroundings: Surroundings): Command {
  const root = new Command(program)
    .description("One YAML file per environment, turned into a running k3s platform.")
    .addHelpText(
      "after",
      examples(["plan --stack dev", "up --stack dev --yes", "status --stack dev", "drift --stack prod --json"]),
    )
    .addHelpText("after", "\nExit codes: 0 fine, 1 failed or could not tell, 2 differences or findings.")
    .enablePositionalOptions()
    .showSuggestionAfterError();
  for (const stackCommand of stackCommands) addStackCommand(root, stackCommand, surroundings);
  addImageCommands(root, surroundings);
  addChartCommands(root, surroundings);
  addPlainCommands(root, surroundings);
  return root;
}

function addStackCommand(
  root: Command,
  { name, summary, examples: shown, changes, options = {}, takes, run }: StackCommand,
  surroundings: Surroundings,
): void {
  const command = withForms(withStack(root.command(name).description(summary)));
  if (changes) command.option("-y, --yes", "do not ask before changing anything");
  for (const [flags, purpose] of Object.entries(options)) command.option(flags, purpose);
  command.addHelpText("after", examples(shown.map((line) => `${name} ${line}`)));
  if (takes !== undefined) command.argument(...takes);
  command.action(() => {
    const given = command.opts<StackOptions & FormOptions & Record<string, unknown>>();
    return finish(name, given, surroundings, () => run(contextOf(surroundings, given), given, command.args));
  });
}
