import { deepEqual, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../../src/catalog/catalog.ts";
import { isRemote } from "../../src/catalog/component.ts";

const root = join(import.meta.dirname, "..", "..");

describe("renovate", () => {
  it("sees every chart of the catalog, where it comes from and its version", () => {
    const [manager] = JSON.parse(readFileSync(join(root, "renovate.json"), "utf8")).customManagers;
    const pattern = new RegExp(manager.matchStrings[0], "g");
    const folder = join(root, "src", "catalog");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    ok(files.every((file) => new RegExp(manager.managerFilePatterns[0].slice(1, -1)).test(`src/catalog/${file}`)));
    const seen = files.flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(pattern)].map(({ groups }) => ({ ...groups })),
    );
    const charts = catalog.map(({ chart }) => chart).filter(isRemote);
    const expected = charts.map(({ repository, name, version }) => ({
      registryUrl: repository,
      depName: name,
      currentValue: version,
    }));
    const byName = (a: { depName?: string }, b: { depName?: string }) =>
      (a.depName ?? "") < (b.depName ?? "") ? -1 : 1;
    deepEqual(seen.sort(byName), expected.sort(byName));
  });
});
