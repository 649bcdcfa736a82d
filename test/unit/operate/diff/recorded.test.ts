import { deepEqual, equal } from "node:assert/strict";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { compare } from "../../../../src/operate/diff/changes.ts";
import { plannedProvider, recordedObjects, recordedProvider } from "../../../../src/operate/diff/recorded.ts";
import { blastRadius } from "../../../../src/operate/diff/risk/blast-radius.ts";
import { judge } from "../../../../src/operate/diff/risk/risk.ts";
import { planFor } from "../../../support/environment.ts";

describe("what a state knows of the cluster", () => {
  const object = (kind: string, name: string, more: object = {}) => ({
    urn: `urn:pulumi:dev::p::kubernetes:core/v1:${kind}::${name}`,
    type: `kubernetes:core/v1:${kind}`,
    inputs: { apiVersion: "v1", kind, metadata: { name } },
    ...more,
  });
  const provider = { urn: "p", type: "pulumi:providers:kubernetes", inputs: { clusterIdentifier: "sandbox-old" } };
  const release = { urn: "r", type: "kubernetes:helm.sh/v3:Release", inputs: { kind: "x", metadata: {}, name: "web" } };

  function state(...resources: readonly object[]): Deployment {
    return { version: 3, deployment: { resources } };
  }

  it("is its objects, without releases, providers, and what is on its way out", () => {
    const resources = [provider, release, object("Namespace", "shop"), object("Namespace", "old", { delete: true })];
    deepEqual(
      recordedObjects(state(...resources), new Set(["Namespace"])).map(({ id }) => id),
      ["Namespace/shop"],
    );
  });

  it("holds no value of a Secret", () => {
    const inputs = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "web", namespace: "shop" },
      data: { key: "Y2FuYXJ5" },
    };
    const [secret] = recordedObjects(state(object("Secret", "web", { inputs })), new Set());
    deepEqual([secret?.id, secret?.object.data], ["shop/Secret/web", { key: "[masked]" }]);
  });

  it("needs no acknowledgement for what the engine lets go of and leaves", () => {
    const before = recordedObjects(
      state(object("Namespace", "kept", { retainOnDelete: true }), object("Namespace", "shop")),
      new Set(["Namespace"]),
    );
    const { unacknowledged } = blastRadius(judge(compare(before, [])), { pods: 10, acknowledged: [] });
    deepEqual(unacknowledged, ["Namespace/shop"]);
  });

  it("is the cluster that it was made on, too: another one has to be acknowledged", () => {
    const changes = compare(recordedProvider(state(provider)), [plannedProvider(planFor({}))]);
    deepEqual(blastRadius(judge(changes), { pods: 10, acknowledged: [] }).unacknowledged, ["Provider/cluster"]);
    equal(recordedProvider(state()).length, 0);
  });
});
