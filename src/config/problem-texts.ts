import { choice } from "../core/choice.ts";
import { nearest } from "../core/nearest.ts";
import { showValue } from "./path.ts";

/** Says of a key that nobody knows what it may have been meant as, and which there are. */
export function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const allowed = known.length === 0 ? "no key is allowed here" : `allowed: ${known.join(", ")}`;
  return `unknown key '${key}'; ${meant === undefined ? "" : `did you mean '${meant}'? `}${allowed}`;
}

/** Says of a value that it is none of those that there are. */
export function notAllowed(value: unknown, options: readonly string[]): string {
  if (value === undefined) return `is required; use ${choice(options)}`;
  const meant = typeof value === "string" ? nearest(value, options) : undefined;
  return `${showValue(value)} is not allowed; ${meant === undefined ? "" : `did you mean '${meant}'? `}use ${choice(options)}`;
}

/** A kind of value as a schema calls it, in words. */
export function expectedKind(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    object: "a map",
    record: "a map",
    array: "a list",
    string: "text",
    int: "a whole number",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
  };
  return names[expected] ?? expected;
}
