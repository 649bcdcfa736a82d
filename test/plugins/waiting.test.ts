import assert from "node:assert/strict";
import type { Cluster } from "../../sandbox/plugins/kubernetes/cluster.ts";
import { judgeOf } from "../../sandbox/plugins/kubernetes/wait/judges.ts";
import type { PropertyMap } from "../../sandbox/plugins/protocol/property.ts";

/** What the stand-in says of an object that is waited for by its condition Synced. */
async function judged(generation: number, status: PropertyMap): Promise<string | undefined> {
  const annotations = { "pulumi.com/waitFor": "condition=Synced" };
  const live = {
    apiVersion: "example.dev/v1",
    kind: "Gear",
    metadata: { name: "gear", generation, annotations },
    status,
  };
  // Nothing but the object itself is asked.
  return (await judgeOf(live)?.(live, {} as Cluster))?.is;
}

describe("the Kubernetes stand-in that waits for a condition", () => {
  const synced = { type: "Synced", status: "True" };

  it("goes on when it is true", async () => {
    assert.equal(await judged(1, { conditions: [synced] }), "ready");
    assert.equal(await judged(1, { conditions: [{ ...synced, status: "False" }] }), "waiting");
    assert.equal(await judged(1, {}), "waiting");
  });

  it("does not take what was said of an earlier content for the new one", async () => {
    assert.equal(await judged(2, { observedGeneration: 1, conditions: [synced] }), "waiting");
    assert.equal(await judged(2, { observedGeneration: 2, conditions: [synced] }), "ready");
    assert.equal(
      await judged(2, { observedGeneration: 2, conditions: [{ ...synced, observedGeneration: 1 }] }),
      "waiting",
    );
  });
});
