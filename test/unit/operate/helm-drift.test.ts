import { deepEqual } from "node:assert/strict";
import { helmDrift } from "../../../src/operate/drift/helm-drift.ts";
import { planned, record } from "./records.ts";

describe("Helm against the plan", () => {
  const plan = planned({ values: { replicas: 2, tag: "v1" } });
  const good = record(3, "deployed", { values: { replicas: 2, tag: "v1" } });
  const kinds = (...records: Parameters<typeof helmDrift>[1]) =>
    helmDrift([plan], records).map(({ kind, detail }) => [kind, detail]);

  it("finds nothing where both agree; older revisions do not count", () => {
    deepEqual(kinds(record(2, "failed"), good), []);
  });

  it("finds a release that is missing, failed, changed, of another chart, or a value that was dropped", () => {
    deepEqual(kinds(), [["missing", "Helm does not know it"]]);
    deepEqual(kinds(good, { ...good, revision: 4, status: "failed" }), [["not deployed", "revision 4 is failed"]]);
    deepEqual(kinds({ ...good, values: { replicas: 5 } }), [["other values", "replicas, tag"]]);
    deepEqual(kinds({ ...good, chartVersion: "2.0.0" }), [["other chart", "shop 2.0.0 instead of shop 1.0.0"]]);
  });

  it("finds what nobody planned, once, unless it is only history", () => {
    const stranger = record(1, "superseded", { name: "old" });
    deepEqual(kinds(good, stranger, { ...stranger, revision: 2, status: "deployed" }), [
      ["not planned", "shop 1.0.0, deployed"],
    ]);
    deepEqual(kinds(good, { ...stranger, status: "uninstalled" }), []);
  });
});
