import { deepEqual, equal } from "node:assert/strict";
import { withAdopted } from "../../../src/operate/recover/adopted.ts";
import { cutOffObjects } from "../../../src/operate/recover/cut-off-objects.ts";
import { recordedReleases } from "../../../src/operate/recover/recorded-releases.ts";
import { staleReleases, withFailures } from "../../../src/operate/recover/stale-releases.ts";
import { record } from "./records.ts";

const urn = "urn:pulumi:dev::platform::kubernetes:helm.sh/v3:Release::shop";
const inputs = { name: "shop", namespace: "apps", version: "1.0.0", values: { replicas: 2 } };
const shop = { urn, type: "kubernetes:helm.sh/v3:Release", inputs };

function state(resources: readonly object[], pending: readonly object[] = []) {
  return { version: 3, deployment: { resources, pending_operations: pending } };
}

describe("releases that the state takes for healthy", () => {
  const good = record(2, "deployed", { values: { replicas: 2 } });

  it("are left alone if Helm agrees, or the engine will try again anyway", () => {
    deepEqual(staleReleases(state([shop]), [good]), []);
    deepEqual(staleReleases(state([{ ...shop, initErrors: ["no"] }]), [record(2, "failed")]), []);
    deepEqual(staleReleases(state([shop]), []), []);
  });

  it("are told by status, by values that Helm dropped, and by chart version", () => {
    const reasons = [
      { ...good, status: "failed" },
      { ...good, values: {} },
      { ...good, chartVersion: "0.9.0" },
    ].map((newest) => staleReleases(state([shop]), [newest])[0]?.reason);
    deepEqual(reasons, [
      "revision 2 is failed",
      "revision 2 has other values: replicas",
      "revision 2 has chart version 0.9.0",
    ]);
  });

  it("are marked as not having come up, and nothing else of the state changes", () => {
    const other = { urn: "urn:other", type: "x" };
    const before = state([other, shop]);
    const marked = withFailures(before, staleReleases(before, [record(2, "failed")]));
    deepEqual(marked.deployment, {
      resources: [other, { ...shop, initErrors: ["Helm: revision 2 is failed"] }],
      pending_operations: [],
    });
    equal(recordedReleases(marked)[0]?.failed, true);
  });
});

describe("a release that Helm finished and the state was not told of", () => {
  it("becomes a resource of the state, and is no longer pending", () => {
    const before = state([], [{ type: "creating", resource: shop }]);
    deepEqual(
      recordedReleases(before).map(({ known, pending }) => ({ known, pending })),
      [{ known: false, pending: "creating" }],
    );
    const { deployment } = withAdopted(before, new Set([urn]));
    deepEqual(deployment, { resources: [{ ...shop, id: "apps/shop", outputs: {} }], pending_operations: [] });
  });

  it("is taken in like an object; what was cut off otherwise is left as it is", () => {
    const object = (urn: string, metadata: object) => ({
      urn,
      type: "x",
      inputs: { apiVersion: "v1", kind: "X", metadata },
    });
    const pending = [
      { type: "creating", resource: object("a", { name: "apps" }) },
      { type: "creating", resource: object("b", { name: "key", namespace: "apps" }) },
      { type: "updating", resource: object("c", { name: "other", namespace: "apps" }) },
    ];
    const before = state([], pending);
    deepEqual(
      cutOffObjects(before).map(({ urn, metadata }) => [urn, metadata]),
      [
        ["a", { name: "apps" }],
        ["b", { name: "key", namespace: "apps" }],
      ],
    );
    const { deployment } = withAdopted(before, new Set(["a", "b"]));
    deepEqual(
      deployment.resources.map(({ id }: { readonly id: string }) => id),
      ["apps", "apps/key"],
    );
    deepEqual(deployment.pending_operations, pending.slice(2));
  });
});
