/** One thing that a user has to mend, with enough said to mend it without looking anything up. */
export interface Problem {
  /** Where: a dotted path into the stack file (`environment.apps.auth.image`), or the name of a file or program. */
  readonly path: string;
  /** What is wrong, with the value given and what is allowed. */
  readonly message: string;
  /** The command that mends it, where there is one. */
  readonly fix?: string;
}

/** A mistake or trouble that the user can mend: it is printed without a stack trace. */
export class UserError extends Error {
  readonly problems: readonly Problem[];

  /** `title` says what could not be done; every problem is listed below it. */
  constructor(title: string, problems: readonly Problem[]) {
    super([title, ...problems.map((problem) => indent(formatProblem(problem)))].join("\n"));
    this.name = "UserError";
    this.problems = problems;
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** One problem as text: `path: message`, and the command that mends it on a line of its own. */
export function formatProblem({ path, message, fix }: Problem): string {
  const said = path === "" ? message : `${path}: ${message}`;
  return fix === undefined ? said : `${said}\n  run: ${fix}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
