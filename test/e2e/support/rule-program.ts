import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { type EngineEvent, LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { stringify } from "yaml";
import { projectVariable } from "../../../src/core/command.ts";
import { textAt } from "../../../src/core/fields.ts";
import type { Engine } from "../../../src/operate/engine/toolchain.ts";
import { fixtureNamespaces, type RuleFixture } from "../../support/rule-fixtures.ts";
import { root } from "../../support/stack.ts";

/** A small program of its own that holds the objects of fixtures, previewed by the engine with the policy pack. */
export class RuleProgram {
  private readonly directory = mkdtempSync(join(tmpdir(), "rules-"));
  private readonly engine: Engine;
  private readonly kubeconfig: string;

  constructor(engine: Engine, kubeconfig: string) {
    [this.engine, this.kubeconfig] = [engine, kubeconfig];
    const apps = Object.fromEntries(fixtureNamespaces.map((namespace) => [namespace, { chart: "service", namespace }]));
    const environment = { tier: "prod", domain: "example.com", cluster: { kind: "sandbox" }, apps };
    mkdirSync(join(this.directory, "state"));
    writeFileSync(join(this.directory, "Pulumi.yaml"), stringify({ name: "demo", runtime: "nodejs" }));
    writeFileSync(
      join(this.directory, "Pulumi.rules.yaml"),
      stringify({ config: { "demo:environment": environment } }),
    );
  }

  /** Which rules the pack says are broken, as `<rule> <object>`, and whether the engine would have gone on. */
  async preview(
    fixtures: readonly RuleFixture[],
  ): Promise<{ readonly broken: readonly string[]; readonly refused: boolean }> {
    const path = [...this.engine.path, process.env.PATH].join(delimiter);
    process.env.PATH = path;
    const envVars = {
      PATH: path,
      PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      [projectVariable]: this.directory,
    };
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "rules", projectName: "demo", program: async () => this.hold(fixtures) },
      { workDir: this.directory, envVars },
    );
    const broken: string[] = [];
    const onEvent = ({ policyEvent }: EngineEvent) => {
      // The rule's own words come first, and what was found on the last line.
      const said = /(\S+\/\S+): .*\s*$/.exec(policyEvent?.message.trim().split("\n").at(-1) ?? "");
      if (policyEvent !== undefined && said !== null) broken.push(`${policyEvent.policyName} ${said[1]}`);
    };
    const refused = await stack.preview({ policyPacks: [join(root, "policy")], onEvent }).then(
      () => false,
      (error: Error) => {
        if (broken.length === 0) throw error;
        return true;
      },
    );
    return { broken: broken.sort(), refused };
  }

  /** What the pack says when it is started by the engine's own runner, as it is where there is a language plugin: its port. */
  async serve(): Promise<string> {
    const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    const env = {
      ...process.env,
      PULUMI_NODEJS_PROJECT: "demo",
      PULUMI_NODEJS_STACK: "rules",
      [projectVariable]: this.directory,
    };
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", "."], { cwd: join(root, "policy"), env });
    try {
      return await new Promise((resolve, reject) => {
        let trouble = "";
        child.stdout.setEncoding("utf8").once("data", resolve);
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
          trouble += chunk;
        });
        child.on("close", () => reject(new Error(trouble)));
      });
    } finally {
      child.kill();
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private hold(fixtures: readonly RuleFixture[]): void {
    const provider = new Provider("cluster", { kubeconfig: this.kubeconfig, enableServerSideApply: true });
    for (const { name, objects } of fixtures) {
      for (const { id, object } of objects) {
        const { apiVersion, kind, metadata, ...body } = object;
        const place = { name: textAt(metadata, "name"), ...(metadata as object) };
        const inputs = { apiVersion: String(apiVersion), kind: String(kind), metadata: place, ...body };
        new CustomResource(`${name} ${id}`, inputs, { provider });
      }
    }
  }
}
