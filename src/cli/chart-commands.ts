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
  /** What it may be given by name, and what that is for. */
  readonly takes?: readonly [argument: string, purpose: string];
  readonly run: (context: ChartContext, given: readonly string[]) => Promise<Report>;
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
    name: "known",
    summary:
      "write down which paths of values the archives know, so that values are checked where the archives are not",
    examples: ["", "traefik-39.0.701+up39.0.7.tgz"],
    takes: ["[archive...]", "archives of charts that k3s brings, in place of those of the catalog"],
    run: async (context, given) => (await import("../operate/charts/known.ts")).knownReport(context, given),
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
  for (const { name, summary, examples: shown, mirrored, takes, run } of chartCommands) {
    const command = withForms(charts.command(name).description(summary));
    if (mirrored) command.option("--mirror <place>", "folder of archives, https://… or oci://… to take charts from");
    if (takes !== undefined) command.argument(...takes);
    command.addHelpText("after", examples(shown.map((line) => `charts ${name} ${line}`.trimEnd())));
    command.action(() => {
      const options = command.opts<ChartOptions>();
      return finish(`charts ${name}`, options, surroundings, async () =>
        run(await contextOf(surroundings, options), command.args),
      );
    });
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
