import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { toolPath } from "../../support/tools.ts";

/** A packed chart. */
export interface PackedChart {
  readonly name: string;
  readonly version: string;
  readonly content: Buffer;
}

/** Packs a chart with Helm; `files` are its values and templates, by path. */
export function packChart(
  name: string,
  version: string,
  files: Readonly<Record<string, string>> = {},
  metadata: Readonly<Record<string, unknown>> = {},
): PackedChart {
  const folder = mkdtempSync(join(tmpdir(), "pack-"));
  try {
    const all = {
      "Chart.yaml": stringify({ apiVersion: "v2", name, version, ...metadata }),
      "values.yaml": "replicas: 1\n",
      "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n",
      ...files,
    };
    for (const [file, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name, file)), { recursive: true });
      writeFileSync(join(folder, name, file), text);
    }
    execFileSync(toolPath("helm"), ["package", name, "--destination", folder], { cwd: folder });
    return { name, version, content: readFileSync(join(folder, `${name}-${version}.tgz`)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
