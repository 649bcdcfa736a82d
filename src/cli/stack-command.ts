import type { Context } from "../operate/context.ts";
import type { Report } from "../operate/report/report.ts";

/** One command on a stack: what its help says, and the function behind it, loaded when it is called. */
export interface StackCommand {
  readonly name: string;
  readonly summary: string;
  /** Arguments of examples, as they follow the command's name. */
  readonly examples: readonly string[];
  /** It changes something, and asks before. */
  readonly changes?: true;
  /** Options of its own: flags and what they are for. */
  readonly options?: Readonly<Record<string, string>>;
  /** What it takes beside options: its form, and what it is for. */
  readonly takes?: readonly [string, string];
  readonly run: (
    context: Context,
    options: Readonly<Record<string, unknown>>,
    names: readonly string[],
  ) => Promise<Report>;
}

/** The values of an option that may be given several times. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
