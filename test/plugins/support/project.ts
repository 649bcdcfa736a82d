import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type {
  EngineEvent,
  LocalWorkspaceOptions,
  ProjectSettings,
  PulumiFn,
  Stack,
} from "@pulumi/pulumi/automation/index.js";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { type Plugins, tools } from "./plugins.ts";

/** What became of one operation of the engine. */
export interface Outcome {
  /** The engine's error text; undefined when the operation succeeded. */
  error: string | undefined;
  /** What was planned or done by resource name, leaving out what stays: `create`, `update: values`. */
  steps: Record<string, string>;
  /** Everything the engine printed. */
  log: string;
}

interface Reporting {
  onOutput(text: string): void;
  onEvent(event: EngineEvent): void;
  color: "never";
}

const quiet = new Set(["same", "refresh", "read"]);

/** A Pulumi project in a directory of its own, run by the real engine with a set of plugins. */
export class Project {
  /** What the next operation makes of the program. */
  program: PulumiFn;
  /** The project's directory; it holds the state too. */
  readonly directory: string;
  readonly plugins: Plugins;
  #stack: Stack | undefined;

  constructor(plugins: Plugins, program: PulumiFn, directory = mkdtempSync(path.join(tmpdir(), "plugin-contract-"))) {
    this.plugins = plugins;
    this.program = program;
    this.directory = directory;
  }

  /** The engine's stack, created at the first use. */
  async stack(): Promise<Stack> {
    this.#stack ??= await this.#open();
    return this.#stack;
  }

  /** Plans. */
  preview(): Promise<Outcome> {
    return this.#run((stack, reporting) => stack.preview(reporting));
  }

  /** Creates and changes. */
  up(): Promise<Outcome> {
    return this.#run((stack, reporting) => stack.up(reporting));
  }

  /** Reads the live state into the recorded one. */
  refresh(options: { clearPendingCreates?: boolean } = {}): Promise<Outcome> {
    return this.#run((stack, reporting) => stack.refresh({ ...reporting, ...options }));
  }

  /** Reads the live state and shows what is different. */
  previewRefresh(): Promise<Outcome> {
    return this.#run((stack, reporting) => stack.previewRefresh(reporting));
  }

  /** Deletes everything. */
  destroy(): Promise<Outcome> {
    return this.#run((stack, reporting) => stack.destroy(reporting));
  }

  /** The recorded state as it lies on disk. */
  state(): string {
    return readFileSync(path.join(this.directory, ".pulumi", "stacks", "contract", "test.json"), "utf8");
  }

  /** The stack's outputs in clear. */
  async outputs(): Promise<Record<string, unknown>> {
    const outputs = await (await this.stack()).outputs();
    return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value]));
  }

  /** Deletes the directory; what is in the cluster stays. */
  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #open(): Promise<Stack> {
    const { pulumi, helm } = tools();
    const directories = [this.plugins.directory ?? "", path.dirname(pulumi), process.env.PATH ?? ""];
    process.env.PATH = [path.dirname(pulumi), process.env.PATH ?? ""].join(path.delimiter);
    const envVars = {
      PATH: directories.join(path.delimiter),
      IMPRUN_HELM: helm,
      PULUMI_CONFIG_PASSPHRASE: "contract",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_HOME: path.join(this.directory, "home"),
    };
    const backend = { url: `file://${this.directory}` };
    const project: ProjectSettings = { name: "contract", runtime: "nodejs", backend };
    const program: PulumiFn = async () => this.program();
    const stack = { projectName: "contract", stackName: "test", program };
    const options: LocalWorkspaceOptions = { workDir: this.directory, envVars, projectSettings: project };
    return LocalWorkspace.createOrSelectStack(stack, options);
  }

  async #run(operation: (stack: Stack, reporting: Reporting) => Promise<unknown>): Promise<Outcome> {
    const stack = await this.stack();
    const outcome: Outcome = { error: undefined, steps: {}, log: "" };
    const reporting: Reporting = {
      color: "never",
      onOutput: (text) => {
        outcome.log += text;
      },
      onEvent: (event) => note(event, outcome.steps),
    };
    try {
      await operation(stack, reporting);
    } catch (error) {
      outcome.error = error instanceof Error ? error.message : String(error);
    }
    return outcome;
  }
}

function note(event: EngineEvent, steps: Record<string, string>): void {
  const metadata = (event.resOutputsEvent ?? event.resourcePreEvent)?.metadata;
  if (metadata === undefined || quiet.has(metadata.op)) return;
  const name = metadata.urn.split("::").at(-1) ?? "";
  if (metadata.urn.includes("::pulumi:pulumi:Stack::")) return;
  const paths = [...(metadata.diffs ?? []), ...Object.keys(metadata.detailedDiff ?? {})];
  const changed = [...new Set(paths.map((path) => path.split(/[.[]/)[0]))].sort();
  const isReplacement = /^(create|delete)-replace/.test(metadata.op);
  if (!isReplacement) steps[name] = changed.length === 0 ? metadata.op : `${metadata.op}: ${changed.join(", ")}`;
}
