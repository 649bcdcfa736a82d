import { equal } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readCharts } from "../../../src/config/charts.ts";
import { checkSettings } from "../../../src/config/settings.ts";
import { readStackFile } from "../../../src/config/stack-file.ts";
import { UserError } from "../../../src/core/problem.ts";
import { fixtureCatalog } from "../../support/catalog.ts";
import { matchesGolden } from "../../support/golden.ts";
import { fixtureProject } from "../../support/project.ts";
import { supplyOf } from "../../support/supply.ts";

const folder = "test/fixtures/invalid";
const files = readdirSync(folder);
const names = files.flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? []);

describe("invalid stack files", () => {
  for (const name of names) {
    it(`${name} is refused with exactly its text, and nothing else`, async () => {
      const project = fixtureProject({ test: `${folder}/${name}.yaml` });
      try {
        matchesGolden(`${folder}/${name}.expected.txt`, `${await refusal(project.directory)}\n`);
      } finally {
        project.remove();
      }
    });
  }

  it("every expected text belongs to a stack file", () => {
    const orphans = files.filter((file) => !names.includes(file.replace(/\.(yaml|expected\.txt)$/, "")));
    equal(orphans.join(), "");
  });
});

async function refusal(directory: string): Promise<string> {
  try {
    const file = await readStackFile(directory, "test");
    checkSettings(file, { catalog: fixtureCatalog, charts: readCharts(directory), supply: supplyOf(fixtureCatalog) });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "nothing was refused";
}
