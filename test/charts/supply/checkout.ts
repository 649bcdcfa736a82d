import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { type Component, defineComponent } from "../../../src/catalog/component.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { ChartContext } from "../../../src/operate/charts/chart-context.ts";
import { fixtureProject } from "../../support/project.ts";
import { toolPath } from "../../support/tools.ts";
import type { PackedChart } from "./chart.ts";

/** A component that installs a chart with fixed values. */
export function component(
  { name, version }: Pick<PackedChart, "name" | "version">,
  repository: string,
  values: JsonObject = {},
  open: readonly string[] = [],
): Component {
  return defineComponent({
    name,
    summary: "Stands for a chart.",
    namespace: name,
    podSecurity: "restricted",
    chart: { repository, name, version },
    requires: [],
    settings: z.strictObject({}),
    open,
    values: () => values,
  });
}

/** SHA-256 as the lock file has it. */
export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** A checkout without stacks, in which the commands on charts run with a catalog of the test's own. */
export class ChartCheckout {
  /** Lines of progress. */
  readonly said: string[] = [];
  private readonly project = fixtureProject({});

  get directory(): string {
    return this.project.directory;
  }

  /** The context of a command; patience is short, so that a test of it is. */
  context(catalog: readonly Component[], given: Partial<ChartContext> = {}): ChartContext {
    return {
      directory: this.directory,
      catalog,
      terminal: { coloured: false, interactive: false, say: (line) => void this.said.push(line) },
      signal: new AbortController().signal,
      helm: async () => toolPath("helm"),
      patience: { attempts: 3, attemptSeconds: 20, pauseSeconds: 0.01 },
      ...given,
    };
  }

  /** Writes the lock file. */
  lock(archives: Readonly<Record<string, string>>, mirror?: string): void {
    this.write("charts.lock.yaml", stringify({ ...(mirror === undefined ? {} : { mirror }), archives }));
  }

  write(file: string, content: string | Buffer): void {
    mkdirSync(join(this.directory, file, ".."), { recursive: true });
    writeFileSync(join(this.directory, file), content);
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), "utf8");
  }

  /** Everything that lies where archives belong, hidden files included. */
  vendored(): readonly string[] {
    const folder = join(this.directory, "vendor", "charts");
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  }

  remove(): void {
    this.project.remove();
  }
}
