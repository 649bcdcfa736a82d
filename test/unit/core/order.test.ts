import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { describeFault, type Ordered, order } from "../../../src/core/order.ts";

/** Any graph without a circle: an item may require only those before it; then the items are shuffled. */
const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 12 })
  .map((rows) =>
    rows.map((row, index) => ({
      name: `n${index}`,
      requires: index === 0 ? [] : [...new Set(row.map((number) => `n${number % index}`))],
    })),
  )
  .chain((items) => fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }));

describe("order", () => {
  it("puts every item of any graph without a circle after what it requires, each once", () => {
    fc.assert(
      fc.property(acyclic, (items) => {
        const { ordered, faults } = order(items);
        deepEqual(faults, []);
        equal(ordered.length, items.length);
        const place = new Map(ordered.map(({ name }, index) => [name, index]));
        for (const { name, requires } of ordered) {
          for (const requirement of requires)
            equal(place.get(requirement)! < place.get(name)!, true, `${requirement} before ${name}`);
        }
      }),
    );
  });

  it("is the same however the items were written", () => {
    fc.assert(
      fc.property(acyclic, (items) => {
        const sorted = [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
        deepEqual(order(items).ordered, order(sorted).ordered);
      }),
    );
  });

  it("names a circle, item by item, whatever hangs on it", () => {
    fc.assert(
      fc.property(acyclic, fc.integer({ min: 1, max: 5 }), (items, length) => {
        const ring: Ordered[] = Array.from({ length }, (_, index) => ({
          name: `r${index}`,
          requires: [`r${(index + 1) % length}`],
        }));
        const { ordered, faults } = order([{ name: "hanging", requires: ["r0"] }, ...items, ...ring]);
        equal(ordered.length, items.length);
        equal(faults.length, 1);
        const [fault] = faults;
        const names = fault?.kind === "cycle" ? fault.names : [];
        deepEqual(new Set(names), new Set(ring.map(({ name }) => name)));
        equal(names[0], names.at(-1));
        equal(names.length, length + 1);
      }),
    );
  });

  it("names both sides of a missing requirement", () => {
    const { ordered, faults } = order([{ name: "app", requires: ["cert-manager"] }]);
    deepEqual(
      ordered.map(({ name }) => name),
      ["app"],
    );
    deepEqual(faults.map(describeFault), ["'app' requires 'cert-manager', which this environment does not have"]);
  });

  it("shows a circle as a round", () => {
    equal(describeFault({ kind: "cycle", names: ["a", "b", "a"] }), "these require each other in a circle: a → b → a");
  });
});
