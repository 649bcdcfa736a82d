import { z } from "zod";
import { choice } from "../core/choice.ts";
import { counted } from "../core/counted.ts";
import { isObject } from "../core/json.ts";
import type { Problem } from "../core/problem.ts";
import { schemaOf } from "./json-schema.ts";
import { showPath, showValue, valueAt } from "./path.ts";
import { expectedKind, notAllowed, unknownKey } from "./problem-texts.ts";
import { choosingKey, keysAt, schemaAt } from "./schema-keys.ts";
import { typePhrase } from "./type-name.ts";

type Issue = z.core.$ZodIssue;

/** The schema's complaints about one document as problems: where, what was given, what is allowed. */
export function schemaProblems(
  schema: z.ZodType,
  root: string,
  document: unknown,
  issues: readonly Issue[],
): Problem[] {
  const jsonSchema = z.toJSONSchema(schema, { io: "input" });
  const problemsOf = (issue: Issue): Problem[] => {
    const { path } = issue;
    const value = valueAt(document, path);
    const keys = keysAt(jsonSchema, document, path);
    const choosing = choosingKey(jsonSchema, document, path);
    const meant = meantForm(issue, value, choosing);
    if (meant !== undefined) return meant.flatMap(problemsOf);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: showPath([root, ...path, key]), message: unknownKey(key, keys) }));
    }
    const allowed = { keys, choosing, type: typePhrase(schemaOf(schemaAt(jsonSchema, document, path))) };
    return [{ path: showPath([root, ...path]), message: describe(issue, value, allowed) }];
  };
  return issues.flatMap(problemsOf);
}

/** The issues of the form that a union's value was meant as, by the key that chooses; nothing where that cannot be told. */
function meantForm(issue: Issue, value: unknown, choosing: Allowed["choosing"]): readonly Issue[] | undefined {
  if (issue.code !== "invalid_union" || issue.errors.length === 0 || choosing === undefined) return undefined;
  if (!isObject(value)) return undefined;
  const { key, values } = choosing;
  if (!values.some((option) => option === value[key])) return [{ ...issue, path: [...issue.path, key], errors: [] }];
  const meant = issue.errors.find((errors) => !errors.some(({ path }) => path.length === 1 && path[0] === key));
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** What the schema allows at the place of an issue. */
interface Allowed {
  readonly keys: readonly string[];
  /** The kind of value, in words. */
  readonly type: string;
  /** The key that chooses between several forms. */
  readonly choosing: ReturnType<typeof choosingKey>;
}

function describe(issue: Issue, value: unknown, { keys, type, choosing }: Allowed): string {
  switch (issue.code) {
    case "invalid_type": {
      const form = choosing === undefined ? "" : ` with '${choosing.key}: ${choice(choosing.values)}'`;
      return value === undefined
        ? `is required; give ${expectedKind(issue.expected)}${form}`
        : `expected ${expectedKind(issue.expected)}${form}, given ${showValue(value)}`;
    }
    case "invalid_value":
      return notAllowed(value, issue.values.map(String));
    case "invalid_union":
      return notAllowed(value, keys.length === 0 ? [type] : keys);
    case "too_small":
      if (issue.origin === "array") return `must have at least ${counted(Number(issue.minimum), "item")}`;
      return `${showValue(value)} is too small: at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `${showValue(value)} is too large: at most ${issue.maximum}${unit(issue.origin)}`;
    case "invalid_key":
      return `${showValue(String(issue.path.at(-1)))} ${issue.issues[0]?.message ?? "is not a valid name"}`;
    default:
      return `${showValue(value)} ${issue.message}`;
  }
}

function unit(origin: string): string {
  return origin === "string" ? " characters" : "";
}
