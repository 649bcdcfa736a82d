import { deepEqual, equal, notEqual } from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCharts } from "../../../src/config/charts.ts";
import { fixtureProject } from "../../support/project.ts";

describe("charts", () => {
  let project: ReturnType<typeof fixtureProject>;
  beforeEach(() => {
    project = fixtureProject({});
  });
  afterEach(() => project.remove());
  const hash = () => readCharts(project.directory).web?.contentHash;

  it("are the folders of charts/ that have a Chart.yaml", () => {
    deepEqual(Object.keys(readCharts(project.directory)), ["web", "worker"]);
    equal(readCharts(project.directory).web?.version, "1.0.0");
  });

  it("an edit, a new file and a new name change the content hash, without a new version; the place does not", () => {
    const first = hash();
    const seen = [first];
    const file = join(project.directory, "charts", "web", "a.yaml");
    writeFileSync(file, "a: 1\n");
    seen.push(hash());
    writeFileSync(file, "a: 2\n");
    seen.push(hash());
    renameSync(file, join(project.directory, "charts", "web", "b.yaml"));
    seen.push(hash());
    equal(new Set(seen).size, 4);
    const other = fixtureProject({});
    equal(readCharts(other.directory).web?.contentHash, first);
    notEqual(readCharts(other.directory).worker?.contentHash, first);
    other.remove();
  });
});
