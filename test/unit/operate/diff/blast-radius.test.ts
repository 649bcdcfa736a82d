import { deepEqual } from "node:assert/strict";
import { compare } from "../../../../src/operate/diff/changes.ts";
import { blastRadius } from "../../../../src/operate/diff/risk/blast-radius.ts";
import type { NodePods } from "../../../../src/operate/diff/risk/pods.ts";
import { judge } from "../../../../src/operate/diff/risk/risk.ts";
import type { RenderedObject } from "../../../../src/operate/render/render.ts";
import { rendered } from "../../../support/rendered.ts";

describe("what must be acknowledged", () => {
  function radius(
    before: readonly RenderedObject[],
    after: readonly RenderedObject[],
    acknowledged: string[] = [],
    pods = 10,
  ) {
    return blastRadius(judge(compare(before, after), [...before, ...after]), { pods, acknowledged });
  }

  const claim = rendered("PersistentVolumeClaim", "");
  const namespace = rendered("Namespace", "");
  const web = (replicas: number, name = "main") =>
    rendered("Deployment", `{metadata: {name: ${name}}, spec: {replicas: ${replicas}}}`);

  it("is nothing for changes that take nothing away", () => {
    deepEqual(radius([web(20)], [web(1)]), { affected: [], unacknowledged: [], unneeded: [] });
    deepEqual(radius([], [claim, namespace]).affected, []);
  });

  it("is each volume, namespace, kind and database that goes, by name", () => {
    const kind = rendered("CustomResourceDefinition", "");
    const database = rendered("Cluster", "{apiVersion: postgresql.cnpg.io/v1, spec: {}}");
    deepEqual(radius([claim, namespace, kind, database, rendered("ConfigMap", "")], []).affected, [
      { id: "CustomResourceDefinition/main", why: "deletes a kind" },
      { id: "Namespace/main", why: "deletes a namespace" },
      { id: "shop/Cluster/main", why: "deletes a database" },
      { id: "shop/PersistentVolumeClaim/main", why: "deletes a volume" },
    ]);
  });

  it("is a database that has to be made anew", () => {
    const set = (name: string) => rendered("StatefulSet", `spec: {serviceName: ${name}, volumeClaimTemplates: [{}]}`);
    deepEqual(radius([set("a")], [set("b")]).affected, [{ id: "shop/StatefulSet/main", why: "replaces a database" }]);
  });

  it("is the way to the cluster, if it becomes another one", () => {
    const to = (identifier: string) =>
      rendered("Provider", `spec: {identifier: ${identifier}}`, { id: "Provider/cluster" });
    deepEqual(radius([to("a")], [to("b")]).affected, [{ id: "Provider/cluster", why: "replaces a provider" }]);
  });

  it("is every workload that goes once more pods go than may, and none before", () => {
    deepEqual(radius([web(6, "a"), web(4, "b")], []).affected, []);
    deepEqual(radius([web(6, "a"), web(5, "b")], []).affected, [
      { id: "shop/Deployment/a", why: "deletes 6 pods of 11 that go at once" },
      { id: "shop/Deployment/b", why: "deletes 5 pods of 11 that go at once" },
    ]);
    deepEqual(radius([web(1)], [], [], 0).affected, [
      { id: "shop/Deployment/main", why: "deletes 1 pod of 1 that go at once" },
    ]);
  });

  it("counts the pods of a DaemonSet as the cluster says, or one if nobody asked", () => {
    const set = rendered("DaemonSet", "");
    const told = (onNodes: NodePods) => {
      const judged = judge(compare([set], []), [], onNodes);
      const { affected } = blastRadius(judged, { pods: 10, acknowledged: [] });
      return [judged[0]?.pods, judged[0]?.podsUnknown, affected.map(({ why }) => why)];
    };
    deepEqual(told({}), [1, true, []]);
    deepEqual(told({ nodes: 12 }), [12, false, ["deletes 12 pods of 12 that go at once"]]);
    const scheduled = new Map([["shop/DaemonSet.apps/main", 11]]);
    deepEqual(told({ nodes: 3, scheduled }), [11, false, ["deletes 11 pods of 11 that go at once"]]);
    deepEqual(told({ scheduled: new Map() }), [0, false, []]);
  });

  it("is satisfied by names, and tells names that nothing needs", () => {
    const { unacknowledged, unneeded } = radius([claim, namespace], [], ["Namespace/main", "Namespace/mian"]);
    deepEqual([unacknowledged, unneeded], [["shop/PersistentVolumeClaim/main"], ["Namespace/mian"]]);
  });
});
