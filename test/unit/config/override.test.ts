import { deepEqual, throws } from "node:assert/strict";
import { parseOverrides } from "../../../src/config/override.ts";

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
