import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program in Helm's place: prints a given text for each chart, and remembers how it was called. */
export class FakeHelm {
  readonly directory = mkdtempSync(join(tmpdir(), "helm-"));
  readonly path = join(this.directory, "helm");

  /** `output` is what it prints, by the last part of the chart's path. */
  constructor(output: Readonly<Record<string, string>>) {
    for (const [chart, text] of Object.entries(output)) writeFileSync(join(this.directory, `${chart}.yaml`), text);
    const script = [
      "#!/bin/sh",
      "cat >/dev/null",
      `echo "$*" >>"${this.directory}/calls"`,
      `cat "${this.directory}/$(basename "$3").yaml"`,
    ];
    writeFileSync(this.path, `${script.join("\n")}\n`);
    chmodSync(this.path, 0o755);
  }

  /** The arguments of each call since the last question. */
  calls(): readonly string[] {
    const path = join(this.directory, "calls");
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").trim().split("\n");
    rmSync(path);
    return lines;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
