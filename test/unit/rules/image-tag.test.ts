import { equal } from "node:assert/strict";
import type { Tier } from "../../../src/core/tier.ts";
import { imageTagFault } from "../../../src/rules/image-tag.ts";

const expected: Readonly<Record<Tier, { readonly good: readonly string[]; readonly bad: readonly string[] }>> = {
  dev: { good: ["latest", "dev", "test", "v1.2.3", "anything"], bad: [] },
  staging: {
    good: ["staging", "rc-1", "rc-2.1", "v1.2.3", "v1.2.3-rc.1", "sha-0a1b2c3", "20261121-093000"],
    bad: ["latest", "dev", "test", "main", "1.2.3", "sha-xyz", "prod"],
  },
  prod: {
    good: ["v1.2.3", "v10.0.12", "sha-0a1b2c3", `sha-${"a".repeat(40)}`, "20261121-093000"],
    bad: [
      "latest",
      "dev",
      "test",
      "staging",
      "rc-1",
      "v1.2",
      "v1.2.3-rc.1",
      "1.2.3",
      "sha-0a1b2c",
      `sha-${"a".repeat(41)}`,
      "2026-11-21",
      "20261121",
      "20269999-999999",
      "20260021-093000",
      "20261121-240000",
      "20261121-096000",
    ],
  },
};

describe("image tag", () => {
  for (const [tier, { good, bad }] of Object.entries(expected) as [Tier, (typeof expected)[Tier]][]) {
    it(`${tier} takes ${good.join(", ")}`, () => {
      for (const tag of good) equal(imageTagFault({ repository: "a", tag }, tier), undefined, tag);
    });
    if (bad.length > 0) {
      it(`${tier} refuses ${bad.join(", ")}`, () => {
        for (const tag of bad)
          equal(
            imageTagFault({ repository: "a", tag }, tier)?.startsWith(
              `'${tag}' is not allowed in an environment of tier ${tier}; use `,
            ),
            true,
            tag,
          );
      });
    }
    it(`${tier} takes any digest`, () => {
      equal(imageTagFault({ repository: "a", tag: "latest", digest: `sha256:${"0".repeat(64)}` }, tier), undefined);
      equal(imageTagFault({ repository: "a", digest: `sha256:${"0".repeat(64)}` }, tier), undefined);
    });
  }
});
