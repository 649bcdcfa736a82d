import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { catalog } from "../../../src/catalog/catalog.ts";
import { isRemote } from "../../../src/catalog/component.ts";
import { archiveName } from "../../../src/config/chart-lock.ts";
import type { Checkout } from "./checkout.ts";

/** What a sandbox has beside its cluster, and how it is reached. */
export interface Services {
  readonly kubeconfig: string;
  readonly aws?: { readonly endpoint: string };
  readonly vault?: { readonly address: string; readonly rootTokenFile: string };
  readonly sealedSecrets?: { readonly certificate: string };
}

/** Runs one of the sandbox's own commands in a checkout and returns its answer. Rejects with its messages. */
export async function sandbox<Answer>({ directory }: Checkout, ...args: readonly string[]): Promise<Answer> {
  const program = join(directory, "sandbox", "main.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { cwd: directory });
  return JSON.parse(stdout);
}

/** Puts stand-ins for the charts of some components into a checkout, and locks them. */
export async function vendorStandIns(checkout: Checkout, components: readonly string[]): Promise<void> {
  const charts = catalog.flatMap(({ name, chart }) => (components.includes(name) && isRemote(chart) ? [chart] : []));
  const named = charts.map(({ name, version }) => `${name}@${version}`);
  const packaged = await sandbox<readonly Packaged[]>(checkout, "charts", "--out", "vendor/charts", ...named);
  const archives = Object.fromEntries(packaged.map((chart) => [archiveName(chart), chart.sha256]));
  checkout.write("charts.lock.yaml", stringify({ archives }));
}

interface Packaged {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}
