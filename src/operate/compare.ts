import { readComparePolicy } from "../config/compare-policy.ts";
import { counted } from "../core/counted.ts";
import { isObject, type Json } from "../core/json.ts";
import { type Context, decide, projectFolder } from "./context.ts";
import type { Report } from "./report/report.ts";

/** One setting that two environments do not have in common. */
export interface Difference {
  readonly path: string;
  /** Undefined where the environment says nothing. */
  readonly left?: Json;
  readonly right?: Json;
  /** The policy wants it to be the same everywhere. */
  readonly refused: boolean;
}

/** What differs between a context's environment and another, and which of it must not. Exit code 2 if something must not. */
export async function compareReport(context: Context, other: string): Promise<Report> {
  const [left, right] = await Promise.all([decide(context), decide({ ...context, stack: other })]);
  const { same } = readComparePolicy(projectFolder(context));
  const found = differences(left.settings.environment as Json, right.settings.environment as Json, same);
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
    data: { differences: found, same },
  };
}

/** Every leaf that differs, by path; `same` are paths in which `*` stands for any one key. */
export function differences(left: Json, right: Json, same: readonly string[]): readonly Difference[] {
  const [lefts, rights] = [leaves(left), leaves(right)];
  const patterns = same.map((path) => path.split("."));
  return [...new Set([...lefts.keys(), ...rights.keys()])].sort().flatMap((path): Difference[] => {
    const [a, b] = [lefts.get(path), rights.get(path)];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    const refused = patterns.some((pattern) => covers(pattern, path.split(".")));
    return [{ path, ...(a === undefined ? {} : { left: a }), ...(b === undefined ? {} : { right: b }), refused }];
  });
}

/** Leaves by their dotted path; an empty map counts as one, since being there may be all that is said. */
function leaves(value: Json, path: readonly string[] = []): ReadonlyMap<string, Json> {
  if (!isObject(value) || Object.keys(value).length === 0) return new Map([[path.join("."), value]]);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, [...path, key])]));
}

function covers(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.every((part, index) => part === "*" || part === path[index]);
}

function show(value: Json | undefined): string {
  if (value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
