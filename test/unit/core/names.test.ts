import { equal } from "node:assert/strict";
import { configKey, dataKey, dnsLabel, hostName, releaseName } from "../../../src/core/names.ts";

const cases = {
  dnsLabel: {
    pattern: dnsLabel,
    good: ["a", "imprun-server", "0a", "a".repeat(63)],
    bad: ["", "A", "-a", "a-", "a.b", "a".repeat(64)],
  },
  releaseName: { pattern: releaseName, good: ["imprun", "a".repeat(53)], bad: ["", "a".repeat(54), "a_b"] },
  dataKey: {
    pattern: dataKey,
    good: ["JWT_SECRET", ".dockerconfigjson", "root-password"],
    bad: ["", "a b", "a/b", "a".repeat(254)],
  },
  configKey: { pattern: configKey, good: ["githubClientId", "a.b-c_d"], bad: ["", "1a", "a:b", "a".repeat(64)] },
  hostName: {
    pattern: hostName,
    good: ["localhost", "api.staging.imprun.dev", "xn--bcher-kva.example"],
    bad: ["", "*.imprun.dev", "imprun.dev.", "Imprun.dev", "a..b", "-a.b", `${"a.".repeat(127)}a`],
  },
};

describe("names", () => {
  for (const [name, { pattern, good, bad }] of Object.entries(cases)) {
    it(`${name} takes what the API server takes, and nothing else`, () => {
      for (const text of good) equal(pattern.test(text), true, text);
      for (const text of bad) equal(pattern.test(text), false, text);
    });
  }
});
