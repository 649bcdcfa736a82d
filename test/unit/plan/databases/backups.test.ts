import { deepEqual, equal, notEqual } from "node:assert/strict";
import type { Plan } from "../../../../src/plan/plan.ts";
import { placesOf } from "../../../../src/plan/secret-places.ts";
import { backup, cluster, clusterIn, main, planned } from "../../../support/databases.ts";
import { inOrder, objectIn } from "../../../support/environment.ts";

describe("backups of a database", () => {
  it("are made on schedule and kept for a time in an object store, by the plugin", () => {
    const plan = planned(backup(), main({ backup: { schedule: "30 2 * * SUN", retention: "4w" } }));
    equal(inOrder(plan, "plugin-barman-cloud", "ObjectStore/data/main", cluster, "ScheduledBackup/data/main"), true);
    const { spec } = objectIn(plan, "ObjectStore/data/main");
    const { configuration, retentionPolicy } = Object(spec);
    equal(retentionPolicy, "4w");
    equal(configuration.destinationPath, "s3://backups/demo/test");
    deepEqual(configuration.s3Credentials, { inheritFromIAMRole: true });
    const plugin = "barman-cloud.cloudnative-pg.io";
    deepEqual(clusterIn(plan).plugins, [
      { name: plugin, parameters: { barmanObjectName: "main" }, isWALArchiver: true },
    ]);
    deepEqual(objectIn(plan, "ScheduledBackup/data/main").spec, {
      cluster: { name: "main" },
      schedule: "0 30 2 * * SUN",
      immediate: true,
      backupOwnerReference: "self",
      method: "plugin",
      pluginConfiguration: { name: plugin },
    });
  });

  it("sign in with static keys, which are asked for and arrive first", () => {
    const auth = { kind: "static", accessKeyIdFrom: "backupId", secretAccessKeyFrom: "backupKey" };
    const plan = planned(backup({ auth: null }), backup({ auth }));
    const reference = (key: string) => ({ name: "main-backup", key });
    deepEqual(Object(objectIn(plan, "ObjectStore/data/main").spec).configuration.s3Credentials, {
      accessKeyId: reference("access-key-id"),
      secretAccessKey: reference("secret-access-key"),
    });
    equal(inOrder(plan, "Secret/data/main-backup", "ObjectStore/data/main"), true);
    deepEqual(
      plan.missing.map(({ message }) => message),
      ["the secret 'backupId' is not set", "the secret 'backupKey' is not set"],
    );
  });

  it("sign in with a role of the ServiceAccount", () => {
    const auth = { kind: "irsa", role: "arn:aws:iam::1:role/backup" };
    const plan = planned(backup({ auth: null }), backup({ auth }));
    deepEqual(clusterIn(plan).serviceAccountTemplate, {
      metadata: { annotations: { "eks.amazonaws.com/role-arn": auth.role } },
    });
  });

  it("fill a new cluster, to a point in time, which the apps then use with the passwords that they have", () => {
    const restore = { cluster: "main-2", restore: { from: "main", targetTime: "2026-11-20T10:00:00Z" } };
    const [before, after] = [planned(backup()), planned(backup(), main(restore))];
    const spec = Object(objectIn(after, "Cluster/data/main-2").spec);
    deepEqual(spec.bootstrap, {
      recovery: { source: "origin", recoveryTarget: { targetTime: "2026-11-20T10:00:00Z" } },
    });
    const parameters = { barmanObjectName: "main", serverName: "main" };
    deepEqual(spec.externalClusters, [
      { name: "origin", plugin: { name: "barman-cloud.cloudnative-pg.io", parameters } },
    ]);
    deepEqual(spec.plugins[0].parameters, { barmanObjectName: "main" }, "its own logs go beside those of the old one");
    const steps = ["Cluster/data/main-2", "DatabaseRole/data/main-2-web-db", "Database/data/main-2-web-db", "web"];
    equal(inOrder(after, ...steps), true);
    const passwords = (plan: Plan) => plan.secrets.map(({ name, version }) => [name, version]);
    deepEqual(passwords(after), passwords(before));
    const address = (plan: Plan) => placesOf(plan.secrets).find(({ name }) => name === "web-web-db");
    notEqual(address(after)?.version, address(before)?.version, "the app would go on with the old cluster");
    deepEqual(objectIn(after, "NetworkPolicy/data/main"), objectIn(before, "NetworkPolicy/data/main"));
    equal(before.objects.find(({ name }) => name === cluster)?.retain, true, "the old cluster would be deleted");
  });
});
