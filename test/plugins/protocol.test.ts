import assert from "node:assert/strict";
import fc from "fast-check";
import {
  containsSecret,
  containsUnknown,
  equal,
  known,
  type Property,
  plain,
  Secret,
  unknown,
} from "../../sandbox/plugins/protocol/property.ts";
import { decode, encode } from "../../sandbox/plugins/protocol/wire.ts";

const leaf: fc.Arbitrary<Property> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string(),
  fc.constant(unknown),
);
const names = fc.stringMatching(/^[a-z]{1,6}$/);
const { value: property } = fc.letrec<{ value: Property }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    tie("value").map((value) => new Secret(value)),
  ),
}));
const properties = fc.dictionary(names, property, { maxKeys: 4, noNullPrototype: true });

describe("properties on the wire", () => {
  it("come back as they went, secrets and unknown values included", () => {
    fc.assert(fc.property(properties, (map) => assert.deepEqual(decode(encode(map)), map)));
  });

  it("lose their marks where plain values are asked for", () => {
    fc.assert(
      fc.property(properties, (map) => {
        assert.ok(!containsSecret(plain(map)));
        assert.equal(containsUnknown(plain(map)), containsUnknown(map));
        assert.ok(!containsUnknown(known(map)));
      }),
    );
  });

  it("are equal whether secret or not, in any order of names; what is unknown equals nothing", () => {
    assert.ok(equal({ a: new Secret("x"), b: [1] }, { b: [1], a: "x" }));
    assert.ok(!equal({ a: "x" }, { a: "x", b: null }));
    assert.ok(!equal(unknown, unknown));
  });
});
