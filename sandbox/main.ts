import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError, program } from "commander";
import { packageCharts } from "./charts/package.ts";
import { COMPONENTS } from "./cluster/components.ts";
import { down } from "./cluster/down.ts";
import { EXTRAS, type Extra } from "./cluster/extras.ts";
import { logEnd } from "./cluster/log-end.ts";
import { logFile, sandboxAt } from "./cluster/record.ts";
import { status } from "./cluster/status.ts";
import { up } from "./cluster/up.ts";
import { Problem, reason } from "./problem.ts";
import { progressOn } from "./progress.ts";
import { TOOLS } from "./tools/catalog.ts";
import { describeEngine } from "./tools/engine.ts";
import { provideTools } from "./tools/install.ts";
import { PROVIDERS, USUAL_PROVIDERS } from "./tools/plugins.ts";

const PROCESSES = [...COMPONENTS, ...EXTRAS];
const progress = progressOn(process.stderr);

function print(result: object): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= from && number <= to) return number;
    throw new InvalidArgumentError(`It has to be a whole number from ${from} to ${to}.`);
  };
}

interface Place {
  name: string;
  directory?: string;
}

function sandboxCommand(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption("--name <name>", "the sandbox")
    .option("--directory <folder>", "where it lives, if not in .sandbox/<name>");
}

program
  .name("sandbox")
  .description("A throw-away Kubernetes control plane on this machine. Results are JSON on standard output.");

program
  .command("tools")
  .description(`Provide programs and print their paths. Known: ${[...TOOLS.keys()].join(", ")}.`)
  .argument("<name...>", "the programs")
  .action(async (names: string[]) => print({ tools: await provideTools(names, progress) }));

program
  .command("engine")
  .description("Provide the Pulumi engine, Helm and the provider plugins, and print how to run them.")
  .option("--plugins <names>", `providers, separated by commas: ${PROVIDERS.join(", ")}`, providerNames, [
    ...USUAL_PROVIDERS,
  ])
  .action(async ({ plugins }: { plugins: string[] }) => print(await describeEngine(progress, plugins)));

function providerNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !PROVIDERS.includes(name));
  if (unknown.length === 0) return names;
  throw new InvalidArgumentError(`Unknown: ${unknown.join(", ")}. There are: ${PROVIDERS.join(", ")}.`);
}

program
  .command("charts")
  .description("Package stand-ins for charts that cannot be downloaded: name@version each.")
  .argument("<chart...>", "name and version, for example cert-manager@v1.21.1")
  .requiredOption("--out <folder>", "where the archives go")
  .action(async (charts: string[], { out }: { out: string }) => print(await packageCharts(charts, out, progress)));

interface Wishes {
  aws?: true;
  vault?: true;
  sealedSecrets?: true;
}

function wished({ aws, vault, sealedSecrets }: Wishes): Extra[] {
  return [aws && "moto", vault && "vault", sealedSecrets && "sealed-secrets-controller"].filter(
    (extra): extra is Extra => extra !== undefined,
  );
}

sandboxCommand("up", "Start a sandbox, or what does not run of it.")
  .option("--nodes <number>", "simulated nodes (3 for a new sandbox)", wholeNumber(1, 100))
  .option("--port <port>", "the API server's port (a free one for a new sandbox)", wholeNumber(1, 65535))
  .option("--aws", "with an emulator of AWS (moto)")
  .option("--vault", "with a stand-in for a Vault server")
  .option("--sealed-secrets", "with the sealed-secrets controller")
  .action(async (options: Place & { nodes?: number; port?: number } & Wishes) => {
    const sandbox = sandboxAt(options.name, options.directory);
    const result = await up(sandbox, { ...options, extras: wished(options) }, progress);
    progress.say(
      result.started
        ? `sandbox ${result.name} is ready after ${result.readySeconds}s: export KUBECONFIG=${result.kubeconfig}`
        : `sandbox ${result.name} is running already: export KUBECONFIG=${result.kubeconfig}`,
    );
    print(result);
  });

sandboxCommand("down", "End every process of a sandbox and remove its data.").action(async (options: Place) => {
  const result = await down(sandboxAt(options.name, options.directory), progress);
  progress.say(result.removed ? `sandbox ${result.name} is gone` : `there was no sandbox ${result.name}`);
  print(result);
});

sandboxCommand("status", "Say how a sandbox is.").action(async (options: Place) => {
  const result = await status(sandboxAt(options.name, options.directory));
  progress.say(result.healthy ? `sandbox ${result.name} is healthy` : result.problems.join("\n"));
  print(result);
});

sandboxCommand("logs", "Show the ends of the logs of a sandbox's processes.")
  .option("--process <name>", `one of ${PROCESSES.join(", ")}`)
  .option("--lines <number>", "how many lines of each", wholeNumber(1, 1000), 20)
  .action((options: Place & { process?: string; lines: number }) => showLogs(options));

function showLogs(options: Place & { process?: string; lines: number }): void {
  const sandbox = sandboxAt(options.name, options.directory);
  const shown = [...COMPONENTS, ...EXTRAS.filter((extra) => existsSync(logFile(sandbox, extra)))];
  const names = options.process === undefined ? shown : PROCESSES.filter((name) => name === options.process);
  if (names.length === 0) {
    throw new Problem(`There is no process "${options.process}".\n  There are: ${PROCESSES.join(", ")}.`);
  }
  for (const name of names) {
    progress.say(`==> ${name} <==`);
    for (const line of logEnd(logFile(sandbox, name), options.lines)) progress.say(line);
  }
  print({ logs: Object.fromEntries(names.map((name) => [name, logFile(sandbox, name)])) });
}

// Ending by way of "exit" lets compilers be stopped, drafts be removed and locks be released.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

try {
  await program.parseAsync();
  // Idle connections to the API server would keep the process for some seconds.
  process.exit(0);
} catch (error) {
  progress.say(error instanceof Problem ? error.message : `sandbox: ${reason(error)}`);
  process.exit(1);
}
