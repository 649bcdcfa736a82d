import assert from "node:assert/strict";
import { awsBackend, secretsInAws } from "../support/aws-backend.ts";
import { provesStore } from "../support/store-suite.ts";

describe("secrets kept in AWS Secrets Manager", function () {
  this.timeout(600_000);
  provesStore(awsBackend, {
    leavesNothing: async (stack) => assert.deepEqual(await secretsInAws(stack), []),
  });
});
