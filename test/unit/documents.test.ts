import { doesNotThrow, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { catalog } from "../../src/catalog/catalog.ts";
import { readCharts } from "../../src/config/charts.ts";
import { checkSettings } from "../../src/config/settings.ts";
import { isObject, type JsonObject, overlay } from "../../src/core/json.ts";
import { root } from "../support/stack.ts";
import { supplyOf } from "../support/supply.ts";

const least: JsonObject = {
  tier: "staging",
  domain: "imprun.dev",
  cluster: { kind: "sandbox" },
  // Somewhere for a listed certificate to lie.
  apps: { web: { chart: "service", namespace: "services" } },
};

/** The parts of an environment that a document shows. */
function shown(path: string): readonly JsonObject[] {
  const blocks = [...readFileSync(join(root, path), "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gm)];
  return blocks
    .map(([, text = ""]): unknown => parse(text))
    .filter(isObject)
    .filter((block) => ["secrets", "certificates", "apps", "monitoring"].some((key) => key in block));
}

describe("examples of stack files in documents", () => {
  for (const path of ["docs/secrets.md", "docs/certificates.md", "docs/monitoring.md"]) {
    const examples = shown(path);

    it(`${path} has some`, () => equal(examples.length > 1, true));

    for (const example of examples) {
      it(`${path}: ${JSON.stringify(example).slice(0, 70)} is valid`, () => {
        const environment = overlay(least, example);
        const file = { stack: "example", project: "imprun", shared: {}, environment, entries: {} };
        const surroundings = { catalog, charts: readCharts(root), supply: supplyOf(catalog) };
        doesNotThrow(() => checkSettings(file, surroundings));
      });
    }
  }
});
