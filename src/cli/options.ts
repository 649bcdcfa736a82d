import { type Command, Option } from "commander";
import { parseOverrides } from "../config/override.ts";
import type { Context } from "../operate/context.ts";
import type { ReportForm } from "../operate/report/report-forms.ts";
import type { Terminal } from "../operate/report/terminal.ts";

/** What the process gives to every command. */
export interface Surroundings {
  readonly directory: string;
  readonly project?: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** The options that every stack command has, as commander hands them over. */
export interface StackOptions {
  readonly stack: string;
  readonly set?: readonly string[];
  readonly yes?: true;
}

/** In which form a report is wanted. */
export interface FormOptions {
  readonly json?: true;
  readonly markdown?: true;
  /** File that takes the whole report, too. */
  readonly save?: string;
}

/** Adds `--stack` and `--set`. */
export function withStack(command: Command): Command {
  return withOverrides(withStackFile(command));
}

/** Adds `--set`. */
export function withOverrides(command: Command): Command {
  return command.option(
    "--set <path=value>",
    "one-off change, laid over the stack file; may be given again",
    collect,
    [],
  );
}

/** Adds `--stack`, for a command on the file as it is. */
export function withStackFile(command: Command): Command {
  return command.addOption(
    new Option("-s, --stack <name>", "stack: reads Pulumi.<name>.yaml").env("PULUMI_STACK").makeOptionMandatory(),
  );
}

/** Adds `--json` and `--markdown`. */
export function withForms(command: Command): Command {
  return command
    .addOption(new Option("--json", "print the report as JSON").conflicts("markdown"))
    .option("--markdown", "print the report as Markdown, for a pull request's comment");
}

/** The form that a command's options ask for. */
export function formOf({ json, markdown }: FormOptions): ReportForm {
  if (json) return "json";
  return markdown ? "markdown" : "text";
}

/** The context of a command on one stack. @throws UserError if `--set` cannot be read. */
export function contextOf(surroundings: Surroundings, { stack, set = [], yes }: StackOptions): Context {
  return { ...surroundings, stack, override: parseOverrides(set), yes: yes === true };
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
