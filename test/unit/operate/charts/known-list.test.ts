import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { type KnownKeys, takings } from "../../../../src/operate/charts/known-keys.ts";
import { knownIn, listOf } from "../../../../src/operate/charts/known-list.ts";

const tree: fc.Memo<KnownKeys> = fc.memo((depth) =>
  fc.record(
    {
      keys:
        depth <= 1
          ? fc.constant(new Map())
          : fc
              .dictionary(fc.constantFrom("a", "b.c", "grafana.ini", "d"), tree(), { maxKeys: 3 })
              .map((keys) => new Map(Object.entries(keys))),
      takes: fc.constantFrom(...takings),
    },
    { noNullPrototype: true },
  ),
);

describe("a list of what a chart knows", () => {
  it("is read as it was written", () => {
    fc.assert(fc.property(tree(4), (known) => deepEqual(knownIn(listOf(known)), known)));
  });

  it("has a line for each path, and says what a place takes beside those", () => {
    const leaf: KnownKeys = { keys: new Map(), takes: "none" };
    const values: KnownKeys = { keys: new Map([["b.c", leaf]]), takes: "any" };
    const known: KnownKeys = {
      keys: new Map([
        ["a", values],
        ["d", leaf],
      ]),
      takes: "refused by schema",
    };
    equal(listOf(known), ". closed\na any\na.b\\.c\nd\n");
  });
});
