import { utimesSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Checkout } from "../test/e2e/support/checkout.ts";
import { coldUp } from "./cold.ts";
import { controlPlane } from "./control-plane.ts";
import { diffMany } from "./diff.ts";
import type { Figure, Measured } from "./figure.ts";
import { diffLive } from "./live.ts";
import { nodeSide } from "./node-side.ts";
import { planDev, planMany } from "./plan.ts";
import { renderCold, renderCommand, renderKept } from "./render.ts";
import { interrupted } from "./timed.ts";
import { firstUp, secondUp } from "./up.ts";

const figures: readonly Figure[] = [
  planDev,
  planMany,
  diffMany,
  renderCold,
  renderKept,
  renderCommand,
  diffLive,
  controlPlane,
  firstUp,
  secondUp,
  nodeSide,
  coldUp,
];

/** One line of the table. */
interface Row {
  readonly name: string;
  readonly measures: string;
  readonly value?: number;
  readonly unit?: Measured["unit"];
  readonly budget?: number;
  readonly verdict: "within budget" | "OVER BUDGET" | "watched" | "could not be measured";
  readonly how: string;
}

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, cold: { type: "boolean" }, help: { type: "boolean", short: "h" } },
});
const say = (line: string) => process.stderr.write(`${line}\n`);

if (options.help) {
  process.stdout.write(usage());
  process.exit();
}

const machine = `${cpus().length} cores, ${Math.ceil(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const [load = 0] = loadavg();
say(`${machine}; load ${load.toFixed(1)}${load > 0.5 ? ": other work is under way, figures come out too high" : ""}`);

const rows: Row[] = [];
for (const figure of figures.filter(isWanted)) {
  if (interrupted.signal.aborted) break;
  say(`measuring: ${figure.name} …`);
  rows.push(await measure(figure));
}
process.stdout.write(options.json ? `${JSON.stringify({ machine, load, figures: rows }, null, 2)}\n` : table(rows));
process.exitCode =
  interrupted.signal.aborted || rows.length === 0 || rows.some(({ verdict }) => verdict === "could not be measured")
    ? 1
    : 0;

function usage(): string {
  const lines = figures.map(({ name, measures, budget, cold }) => {
    const limit = budget === undefined ? "" : ` (budget ${budget})`;
    return `  ${name}${cold === undefined ? "" : ", with --cold or by name only"}${limit}\n      ${measures}`;
  });
  return `make bench ARGS="[--cold] [--json] [<part of a name> …]"\n\nFigures:\n${lines.join("\n")}\n`;
}

/** Without names all but the cold ones; with names those whose name has one of them in it. */
function isWanted({ name, cold }: Figure): boolean {
  if (wanted.length > 0) return wanted.some((part) => name.includes(part));
  return cold === undefined || options.cold === true;
}

/** Each figure gets a copy of the working tree with a sandbox of its own, so that none sees what another left. */
async function measure(figure: Figure): Promise<Row> {
  const { name, measures, budget } = figure;
  const about = { name, measures, ...(budget === undefined ? {} : { budget }) };
  const checkout = new Checkout();
  try {
    // Copied files are new; the launcher must not take the lock file for newer than the packages that it borrows.
    utimesSync(join(checkout.directory, "package-lock.json"), 0, 0);
    const { value, unit, how } = await figure.measure(checkout);
    const verdict = budget === undefined ? "watched" : value <= budget ? "within budget" : "OVER BUDGET";
    return { ...about, value, unit, verdict, how };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    say(said);
    return { ...about, verdict: "could not be measured", how: said.split("\n")[0] ?? "" };
  } finally {
    await checkout.remove();
  }
}

function table(lines: readonly Row[]): string {
  const cells = lines.map(({ name, value, unit, budget, verdict, how }) => [
    name,
    value === undefined ? "–" : `${value.toFixed(2)} ${unit}`,
    budget === undefined ? "–" : String(budget),
    verdict,
    how,
  ]);
  const all = [["figure", "value", "budget", "", "how"], ...cells];
  const row = (line: readonly string[]) => `| ${line.join(" | ")} |`;
  const [header = [], ...body] = all;
  return `${[row(header), row(header.map(() => "---")), ...body.map(row)].join("\n")}\n`;
}
