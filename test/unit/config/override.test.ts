import { deepEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { parseOverrides } from "../../../src/config/override.ts";
import { valueAt } from "../../../src/config/path.ts";

describe("override", () => {
  it("reads values as YAML, and lays later ones over earlier ones", () => {
    deepEqual(
      parseOverrides([
        "tier=prod",
        "releases.atomic=true",
        "releases.timeoutSeconds=60",
        "tier=dev",
        "apps.a.requires=[b, c]",
      ]),
      {
        tier: "dev",
        releases: { atomic: true, timeoutSeconds: 60 },
        apps: { a: { requires: ["b", "c"] } },
      },
    );
  });

  it("keeps '=' in a value, and the null that takes a key away", () => {
    deepEqual(parseOverrides(["a.b=c=d", "a.c=null", "x="]), { a: { b: "c=d", c: null }, x: null });
  });

  it("puts a value where its path says, whatever the path and the value", () => {
    const path = fc.array(fc.stringMatching(/^[a-z][-a-z0-9]*$/), { minLength: 1, maxLength: 5 });
    const value = fc.oneof(fc.integer(), fc.boolean(), fc.array(fc.stringMatching(/^[a-z]+$/)), fc.constant(null));
    fc.assert(
      fc.property(path, value, (keys, given) => {
        const changed = parseOverrides([`${keys.join(".")}=${JSON.stringify(given)}`]);
        deepEqual(valueAt(changed, keys), given);
      }),
    );
  });

  it("names every assignment that cannot be read", () => {
    throws(() => parseOverrides(["tier", "=x", "a..b=1", "tier=dev"]), {
      message: [
        "--set takes path=value.",
        "  --set: 'tier' is not of the form tier=prod or apps.<name>.values.<key>=<value>",
        "  --set: '=x' is not of the form tier=prod or apps.<name>.values.<key>=<value>",
        "  --set: 'a..b=1' is not of the form tier=prod or apps.<name>.values.<key>=<value>",
      ].join("\n"),
    });
  });
});
