import { z } from "zod";
import { nearest } from "../core/nearest.ts";
import type { Problem } from "../core/problem.ts";
import { showPath, showValue, valueAt } from "./path.ts";
import { keysAt } from "./schema-keys.ts";

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
        message: describe(issue, valueAt(document, issue.path), keysAt(jsonSchema, document, issue.path)),
      },
    ];
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const allowed = known.length === 0 ? "no key is allowed here" : `allowed: ${known.join(", ")}`;
  return `unknown key '${key}'; ${meant === undefined ? "" : `did you mean '${meant}'? `}${allowed}`;
}

function describe(issue: Issue, value: unknown, options: readonly string[]): string {
  switch (issue.code) {
    case "invalid_type":
      return value === undefined
        ? `is required: ${kind(issue.expected)}`
        : `expected ${kind(issue.expected)}, given ${showValue(value)}`;
    case "invalid_value":
      return `${given(value)}; use ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return describeUnion(value, options);
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

/** A union is chosen by one key; the options are that key's values. */
function describeUnion(value: unknown, options: readonly string[]): string {
  return options.length === 0
    ? `${showValue(value)} fits none of the allowed forms`
    : `${given(value)}; use ${options.join(", ")}`;
}

function given(value: unknown): string {
  return value === undefined ? "is required" : `${showValue(value)} is not allowed`;
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
