import { deepEqual, equal, match } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../../../src/catalog/catalog.ts";
import { isRemote } from "../../../src/catalog/component.ts";
import { knownFolder, knownIn, writtenDown } from "../../../src/operate/charts/known-list.ts";
import { unknownValues } from "../../../src/operate/charts/unknown-values.ts";
import { skip } from "../../support/skip.ts";
import { root } from "../../support/stack.ts";
import { everything, largest, valuesOf } from "./values.ts";

/** What is written down of the version that is pinned; of what k3s brings, of every version. */
function listsOf({ chart }: (typeof catalog)[number]) {
  if (!isRemote(chart)) return writtenDown(root, chart.bundled);
  return writtenDown(root, chart.name).filter(({ archive }) => archive === `${chart.name}-${chart.version}`);
}

describe("values of components", () => {
  for (const component of catalog) {
    const { name, open = [] } = component;

    it(`${name}: are known to the chart, with every setting`, function () {
      const sets = [valuesOf(component), valuesOf(component, everything[name]), largest(component)];
      if (sets.every((values) => Object.keys(values).length === 0)) return;
      const lists = listsOf(component);
      if (lists.length === 0) skip(this, "nobody has written down what the chart knows: ./imprun charts known");
      for (const { archive, known } of lists)
        for (const values of sets)
          deepEqual(
            unknownValues(values, known, open).map(({ path, message }) => `${archive}: ${path}: ${message}`),
            [],
          );
    });
  }

  it("are not held against what charts knew that are not pinned any longer", () => {
    const lists = catalog.flatMap((component) => listsOf(component).map(({ archive }) => `${archive}.txt`));
    deepEqual(readdirSync(join(root, knownFolder)).sort(), lists.sort());
  });

  it("are told of where the chart does not know them, with the nearest path that it knows", () => {
    const [list] = writtenDown(root, "traefik");
    const [unknown] = unknownValues({ deploymnt: { replicas: 2 } }, list?.known ?? knownIn(""), []);
    equal(unknown?.path, "deploymnt");
    match(unknown?.message ?? "", /did you mean 'deployment'\?/);
  });
});
