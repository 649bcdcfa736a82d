import { deepEqual, equal } from "node:assert/strict";
import type { Cluster } from "../../sandbox/plugins/kubernetes/cluster.ts";
import { judgeOf } from "../../sandbox/plugins/kubernetes/wait/judges.ts";

const database = { apiVersion: "postgresql.cnpg.io/v1", kind: "Database", metadata: { name: "main" } };
const waiting = (expression: string) => ({
  ...database,
  metadata: { name: "main", annotations: { "pulumi.com/waitFor": expression } },
});

describe("what a custom resource is waited for by", () => {
  const judge = judgeOf(waiting("jsonpath={.status.applied}=true"));
  const judged = async (status: object) => judge?.({ ...database, status: { ...status } }, {} as Cluster);

  it("a field has the value that is named", async () => {
    deepEqual(await judged({ applied: true }), { is: "ready" });
    deepEqual(await judged({}), { is: "waiting", reason: "status.applied is not true yet" });
  });

  it("until then, the object's own message says why not", async () => {
    const status = { applied: false, message: "the cluster is not ready" };
    deepEqual(await judged(status), {
      is: "waiting",
      reason: "status.applied is not true yet: the cluster is not ready",
    });
  });

  it("nothing, where it names nothing that is understood", () => {
    equal(judgeOf(waiting("jsonpath={.status.items[0]}=true")), undefined);
    equal(judgeOf(database), undefined);
  });
});
