import { deepEqual, equal } from "node:assert/strict";
import type { CoreV1Event, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { maskValues } from "../../../src/operate/cluster/secret-mask.ts";
import { advise, belongsTo, failedReleases, type SickWorkload } from "../../../src/operate/diagnose/diagnose.ts";
import { diagnosisSections } from "../../../src/operate/diagnose/diagnosis-sections.ts";
import { eventLines } from "../../../src/operate/diagnose/evidence.ts";
import { adviceFor, podHealthy, podTroubles } from "../../../src/operate/diagnose/pod-troubles.ts";
import { planned, record } from "./records.ts";

function container(more: Partial<V1ContainerStatus>): V1ContainerStatus {
  return { name: "api", image: "", imageID: "", ready: false, restartCount: 0, ...more };
}

function pod(...containerStatuses: readonly V1ContainerStatus[]): V1Pod {
  return { metadata: { name: "api-1" }, status: { phase: "Running", containerStatuses: [...containerStatuses] } };
}

describe("a pod in trouble", () => {
  it("tells for each container what it waits for, and how it ended before", () => {
    const pull = container({ state: { waiting: { reason: "ImagePullBackOff", message: "no such tag" } } });
    const crash = container({
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
    });
    const unready = container({ state: { running: {} } });
    const fine = container({ ready: true, state: { running: {} } });
    const init = container({ ready: true, state: { terminated: { exitCode: 0 } } });
    deepEqual(podTroubles(pod(pull, crash, unready, fine, init)), [
      "container api waits: ImagePullBackOff: no such tag",
      "container api waits: CrashLoopBackOff, last ended with 137 (OOMKilled), restarted 4 times",
      "container api runs but is not ready",
    ]);
  });

  it("tells why no node takes it", () => {
    const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" }];
    deepEqual(podTroubles({ status: { conditions } }), ["not scheduled: Unschedulable: 0/3 nodes"]);
  });

  it("is none once it is ready, or has ended well", () => {
    equal(podHealthy({ status: { phase: "Succeeded" } }), true);
    equal(podHealthy({ status: { conditions: [{ type: "Ready", status: "True" }] } }), true);
    equal(podHealthy(pod()), false);
  });

  it("leads to the advice that fits, each once", () => {
    const advice = adviceFor(["container a waits: ImagePullBackOff", "container b waits: ErrImagePull"]);
    equal(advice.length, 1);
    equal(advice[0]?.includes("pull secret"), true);
    equal(adviceFor(["pods are forbidden: violates PodSecurity"])[0]?.includes("refuses the pod"), true);
  });
});

describe("a mask", () => {
  it("hides values as they are, in base64, by line, and in URLs; short ones would hide too much", () => {
    const mask = maskValues(["canary-1234", "first line\nsecond line", "v1"]);
    const encoded = Buffer.from("canary-1234").toString("base64");
    equal(mask(`x canary-1234 ${encoded} y`), "x [secret] [secret] y");
    equal(mask("got second line, v1"), "got [secret], v1");
    equal(mask("mongodb://root:hunter22@db:27017/app"), "mongodb://root:[secret]@db:27017/app");
  });

  it("hides the longer of two values where one is part of the other", () => {
    equal(maskValues(["abcd", "abcdefgh"])("abcdefgh"), "[secret]");
  });
});

describe("the last events of a workload", () => {
  const event = (second: number, kind: string, name: string, count = 1): CoreV1Event => ({
    metadata: {},
    involvedObject: { kind, name },
    reason: "BackOff",
    message: "again",
    count,
    lastTimestamp: new Date(Date.UTC(2026, 0, 1, 12, 0, second)),
  });

  it("are its own, its ReplicaSets' and its sick pods', in order, at most five", () => {
    const all = [
      event(9, "Pod", "api-1", 3),
      event(1, "Deployment", "api"),
      event(2, "ReplicaSet", "api-5d4f8"),
      event(3, "ReplicaSet", "api-worker-5d4f8"),
      event(4, "Pod", "web-1"),
    ];
    const pods = [pod()];
    deepEqual(eventLines(all, { kind: "Deployment", name: "api" }, pods), [
      "2026-01-01T12:00:01Z Deployment/api BackOff: again",
      "2026-01-01T12:00:02Z ReplicaSet/api-5d4f8 BackOff: again",
      "2026-01-01T12:00:09Z Pod/api-1 BackOff: again (3 times)",
    ]);
    const many = Array.from({ length: 8 }, (_, second) => event(second, "Deployment", "api"));
    equal(eventLines(many, { kind: "Deployment", name: "api" }, pods).length, 5);
  });
});

describe("the diagnosis of a release", () => {
  const failed = { name: "shop", namespace: "apps", status: "failed", revision: 2, description: "timed out" };
  const sick: SickWorkload = {
    object: "Deployment/api",
    trouble: "0 of 1 ready",
    troubles: ["api-1: container api waits: ImagePullBackOff"],
    events: [],
    logs: [{ pod: "api-1", container: "api", lines: [], none: "it has written nothing" }],
  };

  it("is made of those alone whose newest revision is not deployed", () => {
    deepEqual(failedReleases([record(1, "failed"), record(2, "deployed")], [planned()]), []);
    deepEqual(failedReleases([record(1, "deployed"), record(2, "failed", { description: "timed out" })], [planned()]), [
      failed,
    ]);
    equal(failedReleases([], [planned()])[0]?.status, "missing");
  });

  it("is made of those, too, that were rolled back since a moment, with what the failed revision says", () => {
    const updated = "2026-01-01T10:00:00.5Z";
    const records = [
      record(1, "superseded"),
      record(2, "failed", { description: "timed out" }),
      record(3, "deployed", { description: "Rollback to 1", updated }),
    ];
    const since = (time: string) => failedReleases(records, [planned()], new Date(time));
    deepEqual(
      since("2026-01-01T10:00:00Z").map(({ status, revision, description }) => [status, revision, description]),
      [["rolled back", 2, "timed out"]],
    );
    deepEqual(since("2026-01-01T10:00:01Z"), []);
    deepEqual(failedReleases(records, [planned()]), []);
  });

  it("counts what its manifest has, and its own hooks", () => {
    const manifest =
      "kind: Deployment\nmetadata: { name: api }\n---\n# nothing\n---\nkind: Job\nmetadata: { name: once }\n";
    const of = (kind: "Deployment" | "Job", name: string, labels = {}, annotations = {}) =>
      belongsTo({ kind, name, labels, annotations }, "shop", manifest);
    deepEqual([of("Deployment", "api"), of("Job", "once"), of("Deployment", "other")], [true, true, false]);
    const hook = { "helm.sh/hook": "pre-upgrade" };
    equal(of("Job", "migrate", { "app.kubernetes.io/instance": "shop" }, hook), true);
    equal(of("Job", "migrate", { "app.kubernetes.io/instance": "cart" }, hook), false);
  });

  it("ends with what to do: the usual help, where to look, how to go on", () => {
    const advice = advise(failed, [sick], "dev");
    equal(advice[0]?.includes("cannot be pulled"), true);
    equal(advice[1], "See more: kubectl --namespace apps describe deployment/api");
    equal(advice[2]?.includes("./imprun up --stack dev"), true);
    equal(advise(failed, [], "dev")[0]?.startsWith("Every workload is ready by now."), true);
    const description =
      'Upgrade failed: StatefulSet.apps "web-db" is invalid: spec: Forbidden: updates to statefulset spec';
    equal(
      advise({ ...failed, description }, [], "dev")[0]?.includes("delete statefulset web-db --cascade=orphan"),
      true,
    );
  });

  it("reads from the release down to the log, and says why a part is empty", () => {
    const [table, list] = diagnosisSections([{ ...failed, workloads: [sick], advice: ["Mend it."] }]);
    equal(table?.kind === "table" && table.rows[0]?.join(" "), "shop apps failed 2 timed out");
    deepEqual(list?.kind === "list" && list.items, [
      [
        "Deployment/api: 0 of 1 ready",
        "  api-1: container api waits: ImagePullBackOff",
        "  no events",
        "  no log of api-1/api: it has written nothing",
      ].join("\n"),
      "→ Mend it.",
    ]);
    deepEqual(diagnosisSections([]), []);
  });
});
