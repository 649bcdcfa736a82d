import type { Command } from "commander";
import type { Report } from "../operate/report/report.ts";
import { examples, finish } from "./finish.ts";
import {
  contextOf,
  type FormOptions,
  type StackOptions,
  type Surroundings,
  withForms,
  withOverrides,
} from "./options.ts";

/** The commands that are not about one stack: lists, generated files, the sandbox, and the engine's own command. */
export function addPlainCommands(root: Command, surroundings: Surroundings): void {
  addStacks(root, surroundings);
  addCompare(root, surroundings);
  addPlain(root, "rules", "list the rules that objects keep: why, what to change, parameters", surroundings, async () =>
    (await import("../operate/rules.ts")).rulesReport(),
  );
  addPlain(
    root,
    "schema",
    "write the editors' schema of stack files and the configuration reference",
    surroundings,
    async () => (await import("../operate/schema.ts")).schemaReport(surroundings),
  );
  addComment(root, surroundings);
  addSandbox(root, surroundings);
  addPulumi(root, surroundings);
}

function addStacks(root: Command, surroundings: Surroundings): void {
  withForms(root.command("stacks").description("list the stacks there are"))
    .option("--branch <name>", "only the stack that this branch is deployed to, by `deploy` in Pulumi.yaml")
    .addHelpText("after", examples(["stacks", "stacks --json", "stacks --branch main"]))
    .action((options: FormOptions & { readonly branch?: string }) =>
      finish("stacks", options, surroundings, async () =>
        (await import("../operate/stacks.ts")).stacksReport(surroundings, options.branch),
      ),
    );
}

function addCompare(root: Command, surroundings: Surroundings): void {
  const summary = "list what differs between two environments, and what must not; exit code 2 if something must not";
  withForms(withOverrides(root.command("compare").description(summary)))
    .argument("<left>", "stack: reads Pulumi.<left>.yaml")
    .argument("<right>", "the stack that it is compared with")
    .addHelpText("after", examples(["compare staging prod", "compare staging prod --json"]))
    .action((left: string, right: string, options: Omit<StackOptions, "stack"> & FormOptions) =>
      finish("compare", options, surroundings, async () =>
        (await import("../operate/compare.ts")).compareReport(
          contextOf(surroundings, { ...options, stack: left }),
          right,
        ),
      ),
    );
}

function addPlain(
  root: Command,
  name: string,
  summary: string,
  surroundings: Surroundings,
  run: () => Promise<Report>,
): void {
  withForms(root.command(name).description(summary))
    .addHelpText("after", examples([name, `${name} --json`]))
    .action((options: FormOptions) => finish(name, options, surroundings, run));
}

function addComment(root: Command, surroundings: Surroundings): void {
  withForms(root.command("comment").description("make one comment for a pull request of reports saved as Markdown"))
    .argument("[report...]", "files that `--markdown --save` wrote; the folder of each names its artifact")
    .option("--expect <command...>", "commands that each stack has a report of; where there is none, it failed")
    .addHelpText(
      "after",
      examples([
        "comment reports/prod-diff/report.md reports/prod-preview/report.md",
        "comment reports/*/report.md --expect diff check preview",
      ]),
    )
    .action((files: readonly string[], options: FormOptions & { readonly expect?: readonly string[] }) =>
      finish("comment", options, surroundings, async () =>
        (await import("../operate/comment.ts")).commentReport(surroundings, files, options.expect),
      ),
    );
}

function addSandbox(root: Command, surroundings: Surroundings): void {
  const sandbox = root.command("sandbox").description("start, stop and look into the throw-away local control plane");
  const verbs = {
    up: "start it, or find it running",
    down: "stop it and remove all that it kept",
    status: "show its processes and ports",
    logs: "show the ends of its logs",
  } as const;
  for (const [verb, purpose] of Object.entries(verbs)) {
    withForms(sandbox.command(verb).description(purpose))
      .option("--name <name>", "name of the sandbox", "dev")
      .addHelpText("after", examples([`sandbox ${verb}`, `sandbox ${verb} --name other`]))
      .action((options: FormOptions & { readonly name: string }) =>
        finish(`sandbox ${verb}`, options, surroundings, async () =>
          (await import("../operate/sandbox.ts")).sandboxReport(surroundings, verb as keyof typeof verbs, options.name),
        ),
      );
  }
}

function addPulumi(root: Command, surroundings: Surroundings): void {
  root
    .command("pulumi")
    .description("run the engine's own command with the stack's state, passphrase and plugins")
    .argument("<args...>", "what the engine's command is given; --stack tells which state")
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .addHelpText(
      "after",
      examples(["pulumi config set --secret githubClientId --stack staging", "pulumi cancel --yes --stack dev"]),
    )
    .action(async (args: readonly string[]) => {
      const { runPulumi } = await import("../operate/pulumi.ts");
      process.exitCode = await runPulumi(surroundings, args);
    });
}
