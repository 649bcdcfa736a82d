import { resolve } from "node:path";
import type { Command } from "commander";
import type { ChartContext } from "../operate/charts/chart-context.ts";
import type { Report } from "../operate/report/report.ts";
import { examples, finish } from "./finish.ts";
import { type FormOptions, type Surroundings, withForms } from "./options.ts";

interface ChartCommand {
  readonly name: string;
  readonly summary: string;
  /** Arguments of examples, as they follow the command's name. */
  readonly examples: readonly string[];
  /** It asks where archives come from. */
  readonly mirrored?: true;
  readonly run: (context: ChartContext) => Promise<Report>;
}

interface ChartOptions extends FormOptions {
  readonly mirror?: string;
}

/** The commands on the catalog's charts, in the order in which they are needed. */
const chartCommands: readonly ChartCommand[] = [
  {
    name: "vendor",
    summary: "fetch the archives that are not there, and compare their digests with charts.lock.yaml",
    examples: ["", "--mirror https://charts.example.com", "--mirror /media/archives"],
    mirrored: true,
    run: async (context) => (await import("../operate/charts/vendor.ts")).vendorReport(context),
  },
  {
    name: "lock",
    summary: "write the digests of charts that are not locked yet into charts.lock.yaml",
    examples: ["", "--mirror oci://registry.example.com/charts"],
    mirrored: true,
    run: async (context) => (await import("../operate/charts/lock.ts")).lockReport(context),
  },
  {
    name: "verify",
    summary:
      "compare archives with the lock file, and the values that are set with what the charts know; exit code 2 with findings",
    examples: ["", "--json"],
    run: async (context) => (await import("../operate/charts/verify.ts")).verifyReport(context),
  },
  {
    name: "outdated",
    summary: "ask for newer versions of the charts; exit code 2 if there are some",
    examples: ["", "--markdown"],
    mirrored: true,
    run: async (context) => (await import("../operate/charts/outdated.ts")).outdatedReport(context),
  },
];

/** Adds the commands on the catalog's charts: they are about no stack. */
export function addChartCommands(root: Command, surroundings: Surroundings): void {
  const charts = root.command("charts").description("fetch, lock and check the charts that the catalog installs");
  for (const { name, summary, examples: shown, mirrored, run } of chartCommands) {
    const command = withForms(charts.command(name).description(summary));
    if (mirrored) command.option("--mirror <place>", "folder of archives, https://… or oci://… to take charts from");
    command.addHelpText("after", examples(shown.map((line) => `charts ${name} ${line}`.trimEnd())));
    command.action((options: ChartOptions) =>
      finish(`charts ${name}`, options, surroundings, async () => run(await contextOf(surroundings, options))),
    );
  }
}

async function contextOf(surroundings: Surroundings, { mirror }: ChartOptions): Promise<ChartContext> {
  const [{ catalog }, { patience }, { prepareTools }] = await Promise.all([
    import("../catalog/catalog.ts"),
    import("../operate/network/attempts.ts"),
    import("../operate/engine/toolchain.ts"),
  ]);
  return {
    ...surroundings,
    catalog,
    patience,
    helm: async () => (await prepareTools(surroundings, ["helm"])).helm,
    // A folder counts from where the command is called.
    ...(mirror === undefined ? {} : { mirror: /^[a-z]+:\/\//.test(mirror) ? mirror : resolve(mirror) }),
  };
}
