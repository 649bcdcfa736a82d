import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { isObject, type Json, type JsonObject, sortKeys } from "../../../../src/core/json.ts";
import { type Addition, share } from "../../../../src/operate/export/share.ts";

describe("what environments share of an object", () => {
  const staging = {
    metadata: { name: "web", labels: { "app/name": "web", tier: "staging" } },
    spec: { replicas: 1, containers: [{ name: "web", image: "web:rc" }], ports: [1], empty: {} },
  };
  const prod = {
    metadata: { name: "web", labels: { "app/name": "web" }, annotations: { "a~b/c": "x" } },
    spec: { replicas: 2, containers: [{ name: "web", image: "web:v1" }], ports: [1, 2], empty: {} },
  };

  it("is what all of them say; each adds the rest", () => {
    const { common, additions } = share([staging, prod]);
    deepEqual(common, {
      metadata: { name: "web", labels: { "app/name": "web" } },
      spec: { containers: [{ name: "web" }], empty: {} },
    });
    deepEqual(
      additions.map((list) => list.map(({ path, value }) => [path, value])),
      [
        [
          ["/metadata/labels/tier", "staging"],
          ["/spec/replicas", 1],
          ["/spec/containers/0/image", "web:rc"],
          ["/spec/ports", [1]],
        ],
        [
          ["/metadata/annotations", { "a~b/c": "x" }],
          ["/spec/replicas", 2],
          ["/spec/containers/0/image", "web:v1"],
          ["/spec/ports", [1, 2]],
        ],
      ],
    );
  });

  it("is everything where there is one environment, or all say the same", () => {
    deepEqual(share([prod]), { common: prod, additions: [[]] });
    deepEqual(share([prod, { spec: prod.spec, metadata: prod.metadata }]).additions, [[], []]);
  });

  it("keeps nothing of maps that share nothing: there would be nothing to add to", () => {
    deepEqual(share([{ a: { b: 1 } }, { a: { c: 1 } }]).common, {});
    deepEqual(share([{ a: [{ b: 1 }] }, { a: [{ c: 1 }] }]).common, {});
  });

  it("makes each object again, whatever they are", () => {
    const keys = fc.constantFrom("a", "b", "c/d", "e~f");
    const { value } = fc.letrec<{ value: Json; map: JsonObject }>((tie) => ({
      map: fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, 0, "", "x", true),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("map"),
      ),
    }));
    const object = fc.dictionary(keys, value, { maxKeys: 4 });
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 3 }), (objects) => {
        const { common, additions } = share(objects);
        for (const [index, wanted] of objects.entries()) {
          const made = (additions[index] ?? []).reduce<Json>(apply, common);
          equal(JSON.stringify(sortKeys(made)), JSON.stringify(sortKeys(wanted)));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** One step of a JSON patch: the place's parent has to be there. */
function apply(document: Json, { path, value }: Addition): Json {
  const keys = path.split("/").slice(1);
  return put(
    document,
    keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")),
    value,
  );
}

function put(document: Json, [key = "", ...rest]: readonly string[], value: Json): Json {
  if (Array.isArray(document)) {
    ok(Number(key) < document.length && rest.length > 0, "an item that is not there");
    return document.map((item: Json, index) => (index === Number(key) ? put(item, rest, value) : item));
  }
  ok(isObject(document), "nothing to add to");
  const inner = document[key];
  if (rest.length === 0) return { ...document, [key]: value };
  ok(inner !== undefined, `nothing at ${key}`);
  return { ...document, [key]: put(inner, rest, value) };
}
