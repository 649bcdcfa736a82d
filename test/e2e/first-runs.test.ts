import assert from "node:assert/strict";
import { awsBackend } from "./support/aws-backend.ts";
import { StoreStack } from "./support/store-stack.ts";

/** How many empty clusters are tried. */
const runs = Number(process.env.FIRST_RUNS ?? 2);

describe("a platform on an empty cluster", function () {
  this.timeout(600_000);

  for (let run = 1; run <= runs; run += 1) {
    it(`is up at the first try: custom resources wait for what answers them (${run} of ${runs})`, async () => {
      const stack = new StoreStack(awsBackend);
      try {
        await stack.prepare();
        const { changes } = await stack.succeed<{ changes: readonly unknown[] }>("up", "--yes");
        assert.ok(changes.length > 0);
        await stack.secret("imprun-jwt");
      } finally {
        await stack.checkout.remove();
      }
    });
  }
});
