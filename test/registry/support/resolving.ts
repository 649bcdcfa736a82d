import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Context } from "../../../src/operate/context.ts";
import { resolveReport } from "../../../src/operate/images/resolve.ts";
import { fixtureProject } from "../../support/project.ts";

/** A checkout with one stack, in which images are resolved with a Docker configuration of the test's own. */
export class Resolving {
  /** Lines of progress. */
  readonly said: string[] = [];
  readonly interrupt = new AbortController();
  private readonly project = fixtureProject({});
  private readonly docker = mkdtempSync(join(tmpdir(), "docker-"));
  private readonly before = { DOCKER_CONFIG: process.env.DOCKER_CONFIG, PATH: process.env.PATH };

  constructor() {
    process.env.DOCKER_CONFIG = this.docker;
  }

  /** Writes the stack file: images by part, values, and the registry of images that name none. */
  stack(images: Readonly<Record<string, string>>, values = {}, imageRegistry = "127.0.0.1:1"): void {
    const environment = {
      tier: "dev",
      domain: "example.com",
      cluster: { kind: "sandbox" },
      imageRegistry,
      apps: { web: { chart: "web", namespace: "web", images, values } },
    };
    this.write(stringify({ config: { "demo:environment": environment } }, { lineWidth: 0 }));
  }

  /** Writes Docker's configuration; `helper` is a script for the program docker-credential-test. */
  credentials(config: object | string, helper?: string): void {
    writeFileSync(join(this.docker, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
    if (helper === undefined) return;
    writeFileSync(join(this.docker, "docker-credential-test"), `#!/bin/sh\n${helper}\n`, { mode: 0o755 });
    process.env.PATH = `${this.docker}:${this.before.PATH}`;
  }

  resolve({ write = false, attemptSeconds = 5, attempts = 2 } = {}): ReturnType<typeof resolveReport> {
    return resolveReport(this.context, { write, patience: { attempts, attemptSeconds, pauseSeconds: 0.01 } });
  }

  get context(): Context {
    return {
      directory: this.project.directory,
      stack: "test",
      override: {},
      yes: false,
      terminal: { coloured: false, interactive: false, say: (line) => void this.said.push(line) },
      signal: this.interrupt.signal,
    };
  }

  get text(): string {
    return readFileSync(join(this.project.directory, "Pulumi.test.yaml"), "utf8");
  }

  remove(): void {
    for (const name of ["DOCKER_CONFIG", "PATH"] as const) {
      const before = this.before[name];
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
    rmSync(this.docker, { recursive: true, force: true });
    this.project.remove();
  }

  private write(text: string): void {
    writeFileSync(join(this.project.directory, "Pulumi.test.yaml"), text);
  }
}

/** The rows of a report's table, and the items of its list, of that title. */
export function section(report: Awaited<ReturnType<typeof resolveReport>>, title: string) {
  const found = report.sections.find((one) => one.title === title);
  if (found?.kind === "table") return found.rows;
  return found?.kind === "list" ? found.items : [];
}
