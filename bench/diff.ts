import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Checkout } from "../test/e2e/support/checkout.ts";
import type { Figure, Measured } from "./figure.ts";
import { manyApps } from "./many-apps.ts";
import { median, sample } from "./samples.ts";
import { timed } from "./timed.ts";

/** Releases of the stack `many`. */
export const count = 30;

/** What a diff of many releases costs, against the same renderings by Helm alone. */
export const diffMany: Figure = {
  name: "diff of 30 releases",
  measures:
    "`./imprun diff`, which renders 30 releases twice and compares them, against the same 60 `helm template`, one by one",
  async measure(checkout) {
    const { directory } = checkout;
    prepare(checkout);
    const diff = () => timed("./imprun", ["diff", "--stack", "many", "--json"], { directory });
    await diff();
    const helm = await helmPath(directory);
    const seconds = await sample(async () => {
      const ours = (await diff()).seconds;
      return [ours, await helmAlone(helm, directory, 2 * count)] as const;
    });
    return ratio(seconds);
  },
};

/** How long Helm takes for as many renderings, one after the other, in seconds. */
export async function helmAlone(helm: string, directory: string, renderings: number): Promise<number> {
  let seconds = 0;
  for (let rendering = 0; rendering < renderings; rendering += 1)
    seconds += (await timed(helm, ["template", "app", "charts/small", "--values", "-"], { directory, input: "{}" }))
      .seconds;
  return seconds;
}

/** Our time against the other, as medians of runs in which both were taken. */
export function ratio(seconds: readonly (readonly [number, number])[]): Measured {
  const [ours, other] = [median(seconds.map(([own]) => own)), median(seconds.map(([, alone]) => alone))];
  const how = `${ours.toFixed(2)} s against ${other.toFixed(2)} s, medians of ${seconds.length}`;
  return { value: ours / other, unit: "×", how };
}

/** A stack of small releases, committed, so that a diff has a base. */
export function prepare(checkout: Checkout): void {
  const chart = join(checkout.directory, "charts", "small");
  mkdirSync(join(chart, "templates"), { recursive: true });
  checkout.write("charts/small/Chart.yaml", "apiVersion: v2\nname: small\nversion: 1.0.0\n");
  cpSync(join(import.meta.dirname, "small-chart.tpl"), join(chart, "templates", "objects.yaml"));
  checkout.write("Pulumi.many.yaml", manyApps("small", count));
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: checkout.directory, stdio: "ignore" });
  git("init");
  git("add", "--all", "--", ".", ":!node_modules");
  git("-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--no-verify", "--message", "base");
}

/** Path of the Helm command. */
export async function helmPath(directory: string): Promise<string> {
  const { stdout } = await timed(process.execPath, [join(directory, "sandbox", "main.ts"), "tools", "helm"], {
    directory,
  });
  return (JSON.parse(stdout) as { tools: { helm: string } }).tools.helm;
}
