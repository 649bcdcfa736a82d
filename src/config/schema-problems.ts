import { z } from "zod";
import { choice } from "../core/choice.ts";
import { nearest } from "../core/nearest.ts";
import type { Problem } from "../core/problem.ts";
import { showPath, showValue, valueAt } from "./path.ts";
import { choosingKey, keysAt } from "./schema-keys.ts";

type Issue = z.core.$ZodIssue;

/** The schema's complaints about one document as problems: where, what was given, what is allowed. */
export function schemaProblems(
  schema: z.ZodType,
  root: string,
  document: unknown,
  issues: readonly Issue[],
): Problem[] {
  const jsonSchema = z.toJSONSchema(schema, { io: "input" });
  return issues.flatMap((issue): Problem[] => {
    const path = [root, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(jsonSchema, document, issue.path);
      return issue.keys.map((key) => ({ path: showPath([...path, key]), message: unknownKey(key, known) }));
    }
    return [
      {
        path: showPath(path),
        message: describe(issue, valueAt(document, issue.path), {
          keys: keysAt(jsonSchema, document, issue.path),
          choosing: choosingKey(jsonSchema, document, issue.path),
        }),
      },
    ];
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const allowed = known.length === 0 ? "no key is allowed here" : `allowed: ${known.join(", ")}`;
  return `unknown key '${key}'; ${meant === undefined ? "" : `did you mean '${meant}'? `}${allowed}`;
}

/** What the schema allows at the place of an issue. */
interface Allowed {
  readonly keys: readonly string[];
  /** The key that chooses between several forms. */
  readonly choosing: ReturnType<typeof choosingKey>;
}

function describe(issue: Issue, value: unknown, { keys, choosing }: Allowed): string {
  switch (issue.code) {
    case "invalid_type": {
      const form = choosing === undefined ? "" : ` with '${choosing.key}: ${choice(choosing.values)}'`;
      return value === undefined
        ? `is required; give ${kind(issue.expected)}${form}`
        : `expected ${kind(issue.expected)}${form}, given ${showValue(value)}`;
    }
    case "invalid_value":
      return notAllowed(value, issue.values.map(String));
    case "invalid_union":
      return keys.length === 0 ? `${showValue(value)} fits none of the allowed forms` : notAllowed(value, keys);
    case "too_small":
      return `${showValue(value)} is too small: at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `${showValue(value)} is too large: at most ${issue.maximum}${unit(issue.origin)}`;
    case "invalid_key":
      return `${showValue(String(issue.path.at(-1)))} ${issue.issues[0]?.message ?? "is not a valid name"}`;
    default:
      return `${showValue(value)} ${issue.message}`;
  }
}

function notAllowed(value: unknown, options: readonly string[]): string {
  if (value === undefined) return `is required; use ${choice(options)}`;
  const meant = typeof value === "string" ? nearest(value, options) : undefined;
  return `${showValue(value)} is not allowed; ${meant === undefined ? "" : `did you mean '${meant}'? `}use ${choice(options)}`;
}

function kind(expected: string): string {
  const names: Record<string, string> = {
    object: "a map",
    record: "a map",
    array: "a list",
    string: "text",
    int: "a whole number",
    number: "a number",
  };
  return names[expected] ?? (expected === "boolean" ? "true or false" : expected);
}

function unit(origin: string): string {
  return origin === "string" ? " characters" : "";
}
