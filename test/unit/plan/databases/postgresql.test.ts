import { deepEqual, equal, match } from "node:assert/strict";
import type { Plan } from "../../../../src/plan/plan.ts";
import { backup, cluster, clusterIn, main, planned, release } from "../../../support/databases.ts";
import { inOrder, objectIn } from "../../../support/environment.ts";

describe("databases of an environment", () => {
  it("are one cluster, and for each database its role and itself", () => {
    deepEqual(
      planned()
        .objects.map(({ name }) => name)
        .sort(),
      [
        cluster,
        "Database/data/main-jobs-db",
        "Database/data/main-web-db",
        "DatabaseRole/data/main-jobs-db",
        "DatabaseRole/data/main-web-db",
        "NetworkPolicy/data/main",
        "NetworkPolicy/jobs/default-deny",
        "NetworkPolicy/web/default-deny",
      ],
    );
  });

  it("come in order: operator, cluster, role, database, and then the app that uses it and nobody else", () => {
    const plan = planned();
    const steps = ["cloudnative-pg", cluster, "DatabaseRole/data/main-web-db", "Database/data/main-web-db", "web"];
    equal(inOrder(plan, ...steps), true);
    equal(release(plan, "web")?.requires.includes("Database/data/main-web-db"), true);
    equal(
      release(plan, "other")?.requires.some((step) => /Database|Secret/.test(step)),
      false,
    );
    const { metadata } = objectIn(plan, cluster);
    deepEqual(Object(metadata).annotations, {
      "helm.sh/resource-policy": "keep",
      "pulumi.com/waitFor": "condition=Ready",
      "pulumi.com/timeoutSeconds": "1800",
    });
    for (const kind of ["DatabaseRole", "Database"]) {
      const { annotations } = Object(objectIn(plan, `${kind}/data/main-web-db`).metadata);
      equal(annotations["pulumi.com/waitFor"], "jsonpath={.status.applied}=true");
    }
  });

  it("have a role each, that signs in to its own database only, encrypted, and no superuser", () => {
    const plan = planned();
    const { pg_hba } = clusterIn(plan).postgresql;
    deepEqual(pg_hba, ["hostssl sameuser all all scram-sha-256", "host all all all reject"]);
    equal(clusterIn(plan).enableSuperuserAccess, false);
    deepEqual(objectIn(plan, "DatabaseRole/data/main-web-db").spec, {
      cluster: { name: "main" },
      name: "web_db",
      login: true,
      passwordSecret: { name: "main-web-db" },
      databaseRoleReclaimPolicy: "retain",
    });
    deepEqual(objectIn(plan, "Database/data/main-web-db").spec, {
      cluster: { name: "main" },
      name: "web_db",
      owner: "web_db",
      databaseReclaimPolicy: "retain",
      extensions: [{ name: "pg_trgm", ensure: "present" }],
    });
  });

  it("have one instance, and in tier prod three, on nodes of their own and with a budget", () => {
    const facts = (plan: Plan) => {
      const { instances, enablePDB, affinity } = clusterIn(plan);
      return [instances, enablePDB, affinity.podAntiAffinityType];
    };
    deepEqual(facts(planned()), [1, false, "preferred"]);
    deepEqual(facts(planned({ tier: "prod" })), [3, true, "required"]);
    deepEqual(facts(planned({ tier: "prod" }, main({ instances: 2 }))), [2, true, "required"]);
  });

  it("run an exact image, in the environment's StorageClass", () => {
    match(clusterIn(planned()).imageName, /^ghcr\.io\/cloudnative-pg\/postgresql:17\.\d+-/);
    match(clusterIn(planned(main({ version: "18" }))).imageName, /:18\.\d+-/);
    equal(clusterIn(planned(main({ image: "registry.example/pg:17.1" }))).imageName, "registry.example/pg:17.1");
    deepEqual(clusterIn(planned()).storage, { size: "10Gi" });
    const fast = planned({ storageClass: "fast" }, main({ storage: "50Gi" }));
    deepEqual(clusterIn(fast).storage, { size: "50Gi", storageClass: "fast" });
  });

  it("are reached by their apps, their own pods and their operator, and by nobody else", () => {
    const { spec } = objectIn(planned(), "NetworkPolicy/data/main");
    const selector = { matchLabels: { "platform/database": "main" } };
    const space = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
    const app = (name: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/instance": name } } });
    const open = (...numbers: readonly number[]) => numbers.map((port) => ({ protocol: "TCP", port }));
    deepEqual(spec, {
      podSelector: selector,
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            { ...space("web"), ...app("web") },
            { ...space("jobs"), ...app("worker") },
          ],
          ports: open(5432),
        },
        { from: [{ podSelector: selector }], ports: open(5432, 8000) },
        { from: [space("cnpg-system")], ports: open(5432, 8000) },
      ],
    });
    deepEqual(clusterIn(planned()).inheritedMetadata, { labels: selector.matchLabels });
  });

  it("stay, with credentials and namespace, when they are taken away; in tier dev, or if told so, they go", () => {
    const kept = (plan: Plan) => [
      ...plan.objects.filter(({ retain }) => retain === true).map(({ name }) => name),
      ...plan.secrets.filter(({ retain }) => retain).map(({ name }) => name),
      ...plan.namespaces.filter(({ retain }) => retain === true).map(({ name }) => name),
    ];
    deepEqual(kept(planned()), [cluster, "NetworkPolicy/data/main", "main-jobs-db", "main-web-db", "data"]);
    deepEqual(kept(planned({ tier: "dev" })), []);
    deepEqual(kept(planned(main({ keep: false }))), []);
    equal(kept(planned({ tier: "dev" }, main({ keep: true }))).length, 5);
    const stays = ["ObjectStore/data/main", "ScheduledBackup/data/main"];
    equal(
      stays.every((step) => kept(planned(backup())).includes(step)),
      true,
    );
  });
});
