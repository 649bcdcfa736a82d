import { equal } from "node:assert/strict";
import { covers, overlaps } from "../../../src/core/cidr.ts";

describe("ranges of addresses", () => {
  const cases: readonly (readonly [outer: string, inner: string, covers: boolean, overlaps: boolean])[] = [
    ["10.0.0.0/8", "10.42.0.0/16", true, true],
    ["10.42.0.0/16", "10.0.0.0/8", false, true],
    ["10.42.0.0/16", "10.42.0.0/16", true, true],
    ["0.0.0.0/0", "255.255.255.255/32", true, true],
    ["172.16.0.0/12", "10.42.0.0/16", false, false],
    ["10.42.0.0/15", "10.43.0.0/16", true, true],
    ["10.40.0.0/15", "10.42.0.0/16", false, false],
    ["::/0", "fd42::/56", true, true],
    ["::/0", "10.42.0.0/16", false, false],
  ];
  for (const [outer, inner, covered, met] of cases)
    it(`${outer} ${covered ? "covers" : "does not cover"} ${inner}, and ${met ? "meets" : "does not meet"} it`, () => {
      equal(covers(outer, inner), covered);
      equal(overlaps(outer, inner), met);
      equal(overlaps(inner, outer), met);
    });
});
