import type { Component } from "../../catalog/component.ts";
import type { Problem } from "../../core/problem.ts";
import type { ChartSupply } from "../chart-lock.ts";
import type { LocalChart } from "../charts.ts";
import type { EncryptedFiles } from "../encrypted-files.ts";
import type { Environment } from "../environment-schema.ts";
import type { ConfigEntry } from "../stack-file.ts";

/** What the checks look at: one environment of the right shape, and what it is held against. */
export interface Checked {
  readonly environment: Environment;
  readonly catalog: readonly Component[];
  readonly charts: Readonly<Record<string, LocalChart>>;
  readonly supply: ChartSupply;
  readonly entries: Readonly<Record<string, ConfigEntry>>;
  readonly encrypted: EncryptedFiles;
  readonly stack: string;
}

/** A check over several fields: it yields a problem for each place that breaks it. */
export type Check = (checked: Checked) => Iterable<Problem>;
