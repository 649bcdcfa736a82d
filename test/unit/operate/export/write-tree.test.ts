import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTree, writeTree } from "../../../../src/operate/export/write-tree.ts";

describe("the folder of an export", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "export-"));
    folder = join(parent, "deploy");
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  const write = (files: Readonly<Record<string, string>>) =>
    writeTree(folder, readTree(folder), new Map(Object.entries(files)), ["dev"]);

  it("has what was written and nothing of the time before", async () => {
    deepEqual((await write({ "base/a.yaml": "a", "b.yaml": "b" })).added, ["b.yaml", "base/a.yaml"]);
    const change = await write({ "base/a.yaml": "other", "c.yaml": "c" });
    deepEqual(change, { added: ["c.yaml"], changed: ["base/a.yaml"], removed: ["b.yaml"] });
    deepEqual(readdirSync(folder, { recursive: true }).sort(), ["base", "base/a.yaml", "c.yaml", "export.json"]);
    deepEqual(readdirSync(parent), ["deploy"]);
  });

  it("is left alone where nothing changes", async () => {
    await write({ "a.yaml": "a" });
    const { ino } = statSync(folder);
    deepEqual(await write({ "a.yaml": "a" }), { added: [], changed: [], removed: [] });
    equal(statSync(folder).ino, ino);
  });

  it("is refused with what no export has written in it, whatever that is called", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "export.json"), "no list");
    throws(() => readTree(folder), /holds export\.json/);
    rmSync(join(folder, "export.json"));
    await write({ "a.yaml": "a" });
    writeFileSync(join(folder, "mine.yaml"), "mine");
    throws(() => readTree(folder), /holds mine\.yaml; give an empty folder, or move that away/);
    await rejects(async () => write({}), /mine\.yaml/);
    equal(readFileSync(join(folder, "a.yaml"), "utf8"), "a");
  });

  it("comes to be although an earlier export was killed on the way", async () => {
    for (const age of ["new", "old"]) {
      mkdirSync(join(parent, `.deploy.export-${age}`));
      writeFileSync(join(parent, `.deploy.export-${age}`, "half.yaml"), "");
    }
    await write({ "a.yaml": "a" });
    equal(existsSync(join(folder, "half.yaml")), false);
    deepEqual(readdirSync(parent), ["deploy"]);
  });
});
