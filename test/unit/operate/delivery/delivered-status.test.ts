import { deepEqual } from "node:assert/strict";
import type { JsonObject } from "../../../../src/core/json.ts";
import { applicationOf } from "../../../../src/operate/cluster/applications.ts";
import { deliveredStatus } from "../../../../src/operate/delivery/delivered-status.ts";

describe("an app that Argo CD delivers", () => {
  const place = { name: "web", namespace: "apps" };
  const told = (status: JsonObject, automated?: JsonObject) => {
    const syncPolicy = automated === undefined ? {} : { automated };
    const live = applicationOf({
      metadata: { name: "web" },
      spec: { destination: { namespace: "apps" }, syncPolicy },
      status,
    });
    const { trouble, next } = deliveredStatus(place, live);
    return [trouble, next];
  };
  const byHand = "handed to Argo CD; sync manually: argocd app sync web";

  it("has to be synced by somebody, where nothing does", () => {
    deepEqual(told({}), ["", byHand]);
    deepEqual(told({ sync: { status: "OutOfSync" }, health: { status: "Healthy" } }), ["", byHand]);
    deepEqual(told({}, { prune: true }), ["", "handed to Argo CD, which syncs it by itself"]);
  });

  it("is there when it is synced and healthy, not before", () => {
    deepEqual(told({ sync: { status: "Synced" }, health: { status: "Healthy" } }), ["", ""]);
    deepEqual(told({ sync: { status: "Synced" }, health: { status: "Progressing" } }), [
      "",
      "handed to Argo CD, and not well yet",
    ]);
  });

  it("is in trouble when a sync failed, its source cannot be read, or it is degraded", () => {
    deepEqual(told({ operationState: { phase: "Failed", message: "job failed" } }), ["sync failed: job failed", ""]);
    deepEqual(told({ conditions: [{ type: "ComparisonError", message: "no such path" }] }), [
      "ComparisonError: no such path",
      "",
    ]);
    deepEqual(told({ sync: { status: "Synced" }, health: { status: "Degraded" } }), ["degraded", ""]);
    deepEqual(told({ conditions: [{ type: "SyncWarning", message: "slow" }] }), ["", byHand]);
  });
});
