import { deepEqual, equal } from "node:assert/strict";
import {
  daemonSetWorkload,
  deploymentWorkload,
  jobWorkload,
  matches,
  statefulSetWorkload,
} from "../../../src/operate/cluster/workloads.ts";

const spec = { selector: {}, template: {}, serviceName: "" };

describe("the health of a workload", () => {
  it("of a Deployment: its newest pods are available, and the controller has seen the change", () => {
    const status = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
    const of = (generation: number, more = {}) =>
      deploymentWorkload({ metadata: { generation }, spec: { ...spec, replicas: 3 }, status: { ...status, ...more } });
    equal(of(2).healthy, true);
    equal(of(3).trouble, "0 of 3 ready");
    equal(of(2, { updatedReplicas: 1 }).trouble, "1 of 3 ready");
    equal(of(2, { replicas: 4, updatedReplicas: 1 }).trouble, "0 of 3 ready", "old pods still serve");
    const stuck = [{ type: "Progressing", status: "False", message: "deadline exceeded" }];
    equal(of(2, { availableReplicas: 2, conditions: stuck }).trouble, "2 of 3 ready: deadline exceeded");
  });

  it("of one that is scaled to nothing: nothing is missing", () => {
    equal(deploymentWorkload({ spec: { ...spec, replicas: 0 } }).healthy, true);
  });

  it("of a StatefulSet: ready and updated, unless that is left to somebody", () => {
    const status = { replicas: 2, readyReplicas: 2, updatedReplicas: 1, updateRevision: "b" };
    equal(statefulSetWorkload({ spec: { ...spec, replicas: 2 }, status }).trouble, "1 of 2 ready");
    const byHand = { ...spec, replicas: 2, updateStrategy: { type: "OnDelete" } };
    equal(statefulSetWorkload({ spec: byHand, status }).healthy, true);
  });

  it("of a DaemonSet: on every node that it is meant for", () => {
    const status = { currentNumberScheduled: 3, numberMisscheduled: 0, desiredNumberScheduled: 3, numberReady: 3 };
    const now = { ...status, numberAvailable: 3, updatedNumberScheduled: 2 };
    equal(daemonSetWorkload({ spec, status: now }).trouble, "2 of 3 ready");
  });

  it("of a Job: done; one that failed says why", () => {
    const done = [{ type: "Complete", status: "True" }];
    equal(jobWorkload({ spec, status: { succeeded: 1, conditions: done } }).healthy, true);
    equal(jobWorkload({ spec, status: {} }).trouble, "0 of 1 done");
    const failed = [{ type: "Failed", status: "True", message: "backoff limit reached" }];
    equal(jobWorkload({ spec, status: { conditions: failed } }).trouble, "failed: backoff limit reached");
  });
});

describe("a selector", () => {
  it("matches by labels and expressions; an empty one matches nothing", () => {
    const labels = { app: "api", tier: "web" };
    const expressions = [
      { key: "tier", operator: "In", values: ["web"] },
      { key: "old", operator: "DoesNotExist" },
    ];
    deepEqual(
      [
        matches({ matchLabels: { app: "api" }, matchExpressions: expressions }, labels),
        matches({ matchExpressions: [{ key: "tier", operator: "NotIn", values: ["web"] }] }, labels),
        matches({}, labels),
      ],
      [true, false, false],
    );
  });
});
