import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import type { Json, JsonObject } from "../../../../src/core/json.ts";
import { compare } from "../../../../src/operate/diff/changes.ts";
import { handsOn, holds, textOf } from "../../../../src/operate/live/hands.ts";
import { covers, differences, normal } from "../../../../src/operate/live/normal.ts";
import { withoutScaled } from "../../../../src/operate/live/scaled.ts";
import { withoutDropped } from "../../../../src/operate/live/three-way.ts";
import { rendered } from "../../../support/rendered.ts";

describe("an object of the cluster", () => {
  it("is compared without what the API server writes into every one", () => {
    const metadata = {
      name: "web",
      uid: "1",
      resourceVersion: "7",
      generation: 2,
      managedFields: [],
      labels: { a: "b" },
    };
    deepEqual(normal({ kind: "Secret", metadata, status: { ready: true } }), {
      kind: "Secret",
      metadata: { name: "web", labels: { a: "b" } },
    });
  });

  it("is compared without the copy that kubectl apply keeps, which may hold secrets", () => {
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": '{"data":"canary"}', a: "b" };
    deepEqual(normal({ metadata: { annotations } }), { metadata: { annotations: { a: "b" } } });
  });

  it("covers what is wanted if it has all of it, whatever else it has", () => {
    equal(covers({ a: 1, b: { c: [{ d: 1, e: 2 }] } }, { b: { c: [{ d: 1 }] } }), true);
    equal(covers({ a: [1] }, { a: [1, 2] }), false);
    equal(covers({ a: [1, 2] }, { a: [1] }), false);
    equal(covers({ a: 1 }, { a: "1" }), false);
    equal(covers({}, { resources: {}, list: [], nothing: null }), true);
  });

  it("covers itself and has no differences from itself, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        equal(covers(plain, plain), true);
        deepEqual(differences(plain, plain), []);
      }),
    );
  });

  it("differs in fields that are named by their items", () => {
    const containers = (image: string) => ({ spec: { containers: [{ name: "web", image }], replicas: 1 } });
    deepEqual(differences(containers("a"), containers("b")), ["spec.containers[web].image"]);
    deepEqual(differences({ a: [1] }, { a: [1, 2] }), ["a"]);
    deepEqual(differences({ a: 1 }, {}), ["a"]);
  });
});

describe("fields that are no longer written", () => {
  const drop = (live: JsonObject, last: JsonObject, next: JsonObject) => withoutDropped(live, last, next);

  it("go, and those that somebody else has set stay", () => {
    deepEqual(drop({ a: 1, b: 2, c: 3 }, { a: 1, b: 2 }, { a: 1 }), { a: 1, c: 3 });
    deepEqual(drop({ m: { a: 1, b: 2 } }, { m: { a: 1, b: 2 } }, { m: { b: 2 } }), { m: { b: 2 } });
  });

  it("go with their item of a list, found by its name", () => {
    const env = (...names: readonly string[]) => ({ env: names.map((name) => ({ name, value: "v" })) });
    deepEqual(drop(env("A", "B", "BY_HAND"), env("A", "B"), env("A")), env("A", "BY_HAND"));
  });

  it("are left to the API server in a list without names", () => {
    deepEqual(drop({ args: ["a", "b"] }, { args: ["a", "b"] }, { args: ["a"] }), { args: ["a", "b"] });
  });
});

describe("what people set on an object", () => {
  const entry = (manager: string, fieldsV1: JsonObject, more: JsonObject = {}) => ({
    metadata: { managedFields: [{ manager, operation: "Update", time: "2026-01-01T00:00:00Z", fieldsV1, ...more }] },
  });
  const container = { "f:containers": { 'k:{"name":"web"}': { "f:image": {}, ".": {} } } };

  it("is known by the program that they used; what controllers set is not told", () => {
    const [hand] = handsOn(entry("kubectl-edit", { "f:spec": container }));
    equal(hand?.with, "kubectl edit");
    deepEqual(hand?.fields.map(textOf), ["spec.containers[web].image"]);
    equal(handsOn(entry("kubectl", {}, { subresource: "scale" }))[0]?.with, "kubectl scale");
    equal(handsOn(entry("kubectl-rollout", {}))[0]?.with, "kubectl rollout restart");
    deepEqual(handsOn(entry("kube-controller-manager", { "f:spec": container })), []);
    deepEqual(handsOn(entry("kubectl", { "f:status": {} }, { subresource: "status" })), []);
  });

  it("is wanted, or is not, by what the chart says", () => {
    const object = { spec: { containers: [{ name: "web", image: "a" }], ports: [{ containerPort: 80 }], list: ["x"] } };
    const path = ["f:spec", "f:containers", 'k:{"name":"web"}'];
    equal(holds(object, [...path, "f:image"]), true);
    equal(holds(object, [...path, "f:env"]), false);
    equal(holds(object, ["f:spec", "f:containers", 'k:{"name":"other"}', "f:image"]), false);
    equal(holds(object, ["f:spec", "f:ports", 'k:{"containerPort":80,"protocol":"TCP"}', "f:containerPort"]), true);
    equal(holds(object, ["f:spec", "f:list", 'v:"x"']), true);
    equal(holds(object, ["f:spec", "f:list", 'v:"y"']), false);
  });
});

describe("the number of pods", () => {
  const web = (replicas: number, image = "a") =>
    rendered("Deployment", `spec: {replicas: ${replicas}, image: ${image}}`);
  const scaler = rendered("HorizontalPodAutoscaler", "spec: {scaleTargetRef: {kind: Deployment, name: main}}");

  it("is no change where an autoscaler decides on it", () => {
    deepEqual(withoutScaled(compare([web(7)], [web(3)]), [scaler]), []);
    equal(withoutScaled(compare([web(7)], [web(3)]), []).length, 1);
  });

  it("does not hide another change", () => {
    const [change] = withoutScaled(compare([web(7)], [web(3, "b")]), [scaler]);
    deepEqual(change?.after?.object.spec, { image: "b", replicas: 7 });
  });
});
