import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { parse, stringify } from "yaml";
import { type CliRun, runCli, startCli } from "./cli.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** A copy of the working tree in a folder of its own, with its own sandbox and state: what a test does to it stays in it. */
export class Checkout {
  readonly directory = mkdtempSync(join(tmpdir(), "checkout-"));

  constructor() {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
    const files = listed.toString().split("\0");
    for (const file of files.filter((name) => name !== "" && existsSync(join(root, name)))) {
      cpSync(join(root, file), join(this.directory, file), { verbatimSymlinks: true });
    }
    symlinkSync(join(root, "node_modules"), join(this.directory, "node_modules"));
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<CliRun> {
    return runCli(this.directory, args);
  }

  /** Runs a command to its end, with more in its environment. */
  runWith(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CliRun> {
    return runCli(this.directory, args, environment);
  }

  /** Runs a command to its end, with a text on its standard input. */
  type(input: string, ...args: readonly string[]): Promise<CliRun> {
    return startCli(this.directory, args, {}, input).ended;
  }

  /** Starts a command, and does not wait for it. */
  start(...args: readonly string[]): ReturnType<typeof startCli> {
    return startCli(this.directory, args);
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), "utf8");
  }

  write(file: string, content: string): void {
    writeFileSync(join(this.directory, file), content);
  }

  /** Changes a YAML file's content; one that is not there is empty. */
  edit(file: string, change: (content: Record<string, object>) => Record<string, object>): void {
    const content = existsSync(join(this.directory, file)) ? parse(this.read(file)) : {};
    this.write(file, stringify(change(content)));
  }

  /** The API server of the copy's sandbox. */
  async cluster(): Promise<KubernetesObjectApi> {
    const config = new KubeConfig();
    config.loadFromFile(join(this.directory, ".sandbox", "dev", "kubeconfig"));
    return KubernetesObjectApi.makeApiClient(config);
  }

  /** Makes the copy a git repository, with everything that it holds now as its newest commit. */
  commit(): void {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.dev"];
    for (const args of [
      ["init", "--quiet"],
      ["add", "--all"],
      ["commit", "--quiet", "--no-verify", "--message", "as it is"],
    ])
      execFileSync("git", [...identity, ...args], { cwd: this.directory });
  }

  /** Ends the sandbox, if it runs, and removes the copy. */
  async remove(): Promise<void> {
    await this.run("sandbox", "down", "--name", "dev");
    rmSync(this.directory, { recursive: true, force: true });
  }
}
