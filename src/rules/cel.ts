/** A text as CEL writes it. */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** A list of texts as CEL writes it. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(", ")}]`;
}

/** Whether an expression's text has the form of a pattern; both sides read the same one, so it may use no look-around. */
export function celMatches(expression: string, pattern: RegExp): string {
  return `${expression}.matches(${celPattern(pattern)})`;
}

/** Everything in an expression's text that has the form of a pattern, as a list. */
export function celFindAll(expression: string, pattern: RegExp): string {
  return `${expression}.findAll(${celPattern(pattern)})`;
}

function celPattern({ ignoreCase, source }: RegExp): string {
  return celText(`${ignoreCase ? "(?i)" : ""}${source}`);
}

/** Whether a path of fields below an expression is there, each asked for after the one before: `has(a.b) && has(a.b.c)`. */
export function celHas(root: string, path: string): string {
  const fields = path.split(".");
  return fields.map((_, index) => `has(${[root, ...fields.slice(0, index + 1)].join(".")})`).join(" && ");
}
