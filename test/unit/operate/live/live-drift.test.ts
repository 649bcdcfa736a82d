import { deepEqual } from "node:assert/strict";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { ObjectChange } from "../../../../src/operate/diff/changes.ts";
import { liveDrift } from "../../../../src/operate/drift/live-drift.ts";
import { keyOf, type RenderedObject } from "../../../../src/operate/render/object.ts";
import { rendered } from "../../../support/rendered.ts";

describe("drift of live objects", () => {
  const capabilities = { kubernetesVersion: "1.36.3", apiVersions: [] };
  const web = rendered("Deployment", "spec: {template: {spec: {containers: [{name: web, image: a}]}}}");

  /** The object in the cluster, after somebody has set fields with a program. */
  function touched(manager: string, fieldsV1: JsonObject): JsonObject {
    return { metadata: { managedFields: [{ manager, operation: "Update", time: "today", fieldsV1 }] } };
  }

  function drift(changes: readonly ObjectChange[], live: JsonObject | undefined, ...more: readonly RenderedObject[]) {
    return liveDrift({
      changes,
      live: new Map(live === undefined ? [] : [[keyOf(web), live]]),
      untold: {},
      rendered: { objects: [web, ...more], skipped: {}, capabilities, clusterKinds: new Set() },
    });
  }

  it("is an object that is gone", () => {
    deepEqual(drift([{ id: web.id, change: "added", after: web }], undefined).findings, [
      { object: web.id, finding: "gone", fields: [], by: "" },
    ]);
  });

  it("is a field that somebody has changed, with who it was", () => {
    const before = rendered("Deployment", "spec: {template: {spec: {containers: [{name: web, image: b}]}}}");
    const fields = {
      "f:spec": { "f:template": { "f:spec": { "f:containers": { 'k:{"name":"web"}': { "f:image": {} } } } } },
    };
    const found = drift([{ id: web.id, change: "changed", before, after: web }], touched("kubectl-edit", fields));
    deepEqual(found.findings, [
      {
        object: web.id,
        finding: "differs",
        fields: ["spec.template.spec.containers[web].image"],
        by: "kubectl edit, today",
      },
    ]);
  });

  it("is a field that somebody has added, unless an autoscaler has the say", () => {
    const live = touched("kubectl", { "f:spec": { "f:replicas": {} } });
    deepEqual(drift([], live).findings, [
      { object: web.id, finding: "added by hand", fields: ["spec.replicas"], by: "kubectl, today" },
    ]);
    const scaler = rendered("HorizontalPodAutoscaler", "spec: {scaleTargetRef: {kind: Deployment, name: main}}");
    deepEqual(drift([], live, scaler), { findings: [], told: [], untold: [] });
  });

  it("is not a restart or a label: these are told", () => {
    const restart = { "f:annotations": { "f:kubectl.kubernetes.io/restartedAt": {} } };
    const { findings, told } = drift(
      [],
      touched("kubectl-rollout", { "f:spec": { "f:template": { "f:metadata": restart } } }),
    );
    deepEqual(
      [findings, told.map(({ finding, by }) => [finding, by])],
      [[], [["restarted by hand", "kubectl rollout restart, today"]]],
    );
    const label = drift([], touched("kubectl-label", { "f:metadata": { "f:labels": { "f:team": {} } } }));
    deepEqual([label.findings, label.told.map(({ finding }) => finding)], [[], ["marked by hand"]]);
  });

  it("leaves the program's own objects to the engine", () => {
    const { release: _release, ...own } = web;
    const rendering = { objects: [own], skipped: {}, capabilities, clusterKinds: new Set<string>() };
    const changes = [{ id: web.id, change: "added" as const, after: own }];
    deepEqual(liveDrift({ changes, live: new Map(), untold: {}, rendered: rendering }).findings, []);
  });
});
