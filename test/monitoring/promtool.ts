import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../src/core/json.ts";

/** One series over time, in promtool's notation: `0+60x10` begins at 0 and grows ten times by 60, once a minute. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** What an alert is expected to look like when it fires. */
export interface Fired {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

/** When an alert is looked at, and what has to fire then; nothing else may. */
export interface Moment {
  readonly eval_time: string;
  readonly alertname: string;
  readonly exp_alerts: readonly Fired[];
}

/** What an expression is expected to answer. */
export interface Answer {
  readonly expr: string;
  readonly eval_time: string;
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
}

/** A story: what is measured, what is made of it, and who is told when. */
export interface Story {
  readonly name: string;
  readonly input_series: readonly Series[];
  readonly alert_rule_test?: readonly Moment[];
  readonly promql_expr_test?: readonly Answer[];
}

/** Lets promtool check rules. Returns what it has to say; empty if it finds them in order. */
export function checkRules(promtool: string, spec: JsonObject): string {
  return run(promtool, ["check", "rules"], { "rules.json": spec });
}

/** Lets promtool play stories on rules. Returns what it has to say; empty if each came out as told. */
export function playStories(promtool: string, spec: JsonObject, tests: readonly Story[]): string {
  const stories = {
    rule_files: ["rules.json"],
    evaluation_interval: "1m",
    tests: tests.map((test) => ({ interval: "1m", ...test })),
  };
  return run(promtool, ["test", "rules"], { "stories.json": stories, "rules.json": spec });
}

/** Runs promtool on the first of the files, which lie side by side. */
function run(promtool: string, args: readonly string[], files: Readonly<Record<string, unknown>>): string {
  const place = mkdtempSync(join(tmpdir(), "rules-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(place, name), JSON.stringify(content));
    const [first = ""] = Object.keys(files);
    const { status, stdout, stderr, error } = spawnSync(promtool, [...args, first], { cwd: place, encoding: "utf8" });
    if (error !== undefined) throw error;
    return status === 0 ? "" : `${stdout}${stderr}`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
