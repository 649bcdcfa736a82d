import { type ComparePolicy, readComparePolicy } from "../config/compare-policy.ts";
import { counted } from "../core/counted.ts";
import { isObject, type Json } from "../core/json.ts";
import { type Context, type Decided, decide, projectFolder } from "./context.ts";
import type { Report } from "./report/report.ts";

/** One setting that two environments do not have in common. */
export interface Difference {
  readonly path: string;
  /** Undefined where the environment says nothing. */
  readonly left?: Json;
  readonly right?: Json;
  /** The policy wants it to be the same, or at least there, everywhere. */
  readonly refused: boolean;
}

/** What differs between a context's environment and another, and which of it must not. Exit code 2 if something must not. */
export async function compareReport(context: Context, other: string): Promise<Report> {
  const [left, right] = await Promise.all([decide(context), decide({ ...context, stack: other })]);
  const policy = readComparePolicy(projectFolder(context));
  const found = differences(comparable(left), comparable(right), policy);
  const refused = found.filter((difference) => difference.refused);
  const row = ({ path, left, right }: Difference) => [path, show(left), show(right)];
  return {
    command: "compare",
    stack: `${context.stack} ${other}`,
    outcome: refused.length === 0 ? "fine" : "findings",
    headline: `${counted(found.length, "setting")} differ between ${context.stack} and ${other}; ${refused.length === 0 ? "all of them may" : `${refused.length} must not`}.`,
    sections: [
      { kind: "table", title: "Must be the same", columns: ["setting", context.stack, other], rows: refused.map(row) },
      {
        kind: "table",
        title: "Differences",
        columns: ["setting", context.stack, other],
        rows: found.filter(({ refused }) => !refused).map(row),
      },
    ],
    data: { differences: found, ...policy },
  };
}

/** An environment's settings; what blueprints say stands in the apps that are like them. */
function comparable({ settings }: Decided): Json {
  const { blueprints: _, ...environment } = settings.environment;
  return environment as Json;
}

/** What differs, by path: of what only one side has, one difference, however much is below it. */
export function differences(left: Json, right: Json, policy: ComparePolicy): readonly Difference[] {
  return [...between(left, right, [])].map(({ path, left, right }) => ({
    path: path.join("."),
    ...(left === undefined ? {} : { left }),
    ...(right === undefined ? {} : { right }),
    refused:
      policy.same.some((pattern) => concerns(pattern.split("."), path, left, right)) ||
      ((left === undefined || right === undefined) &&
        policy.both.some(
          (pattern) => pattern.split(".").length >= path.length && concerns(pattern.split("."), path, left, right),
        )),
  }));
}

interface Sides {
  readonly path: readonly string[];
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

function* between(left: Json | undefined, right: Json | undefined, path: readonly string[]): Iterable<Sides> {
  if (isObject(left) && isObject(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    for (const key of keys) yield* between(left[key], right[key], [...path, key]);
  } else if (JSON.stringify(left) !== JSON.stringify(right)) yield { path, left, right };
}

/** Whether a pattern names a place, one above it, or something that either side has below it. */
function concerns(
  pattern: readonly string[],
  path: readonly string[],
  ...sides: readonly (Json | undefined)[]
): boolean {
  if (!pattern.every((part, index) => index >= path.length || part === "*" || part === path[index])) return false;
  return pattern.length <= path.length || sides.some((side) => has(side, pattern.slice(path.length)));
}

function has(value: Json | undefined, [part, ...rest]: readonly string[]): boolean {
  if (part === undefined) return value !== undefined;
  if (!isObject(value)) return false;
  return part === "*" ? Object.values(value).some((inner) => has(inner, rest)) : has(value[part], rest);
}

function show(value: Json | undefined): string {
  if (value === undefined) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return isObject(value) && text.length > 60 ? `there, with ${counted(Object.keys(value).length, "key")}` : text;
}
