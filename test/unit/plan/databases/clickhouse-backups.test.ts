import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { type JsonObject, overlay } from "../../../../src/core/json.ts";
import type { Plan } from "../../../../src/plan/plan.ts";
import { planned } from "../../../support/databases.ts";
import { inOrder, objectIn } from "../../../support/environment.ts";

const server = "ClickHouseInstallation/data/events";
const step = "CronJob/data/events-backup";
const store = { kind: "s3", bucket: "backups", path: "demo/test", region: "eu-central-1", auth: { kind: "node-role" } };

/** An environment with ClickHouse that is backed up, with changes of its entry. */
function events(...changes: readonly JsonObject[]): Plan {
  const entry = { kind: "clickhouse", databases: { clicks: { app: "web" } }, backup: { objectStore: store } };
  const events = [entry, ...changes].reduce<JsonObject>(overlay, {});
  return planned({ databases: { main: null }, components: { clickhouse: {} } }, { databases: { events } });
}

const configuration = (plan: Plan) => Object(objectIn(plan, server).spec).configuration;
const spec = (plan: Plan) => Object(objectIn(plan, step).spec);
const pods = (plan: Plan) => spec(plan).jobTemplate.spec.template.spec;
const statement = (plan: Plan): string => pods(plan).initContainers[0].command[2];
const static_ = { kind: "static", accessKeyIdFrom: "backupId", secretAccessKeyFrom: "backupKey" };
const signedIn = (auth: JsonObject) =>
  events({ backup: { objectStore: { auth: null } } }, { backup: { objectStore: { auth } } });

describe("backups of ClickHouse", () => {
  it("are made on schedule, of every database, into a folder of their own", () => {
    const plan = events({ databases: { views: { app: "web" } }, backup: { schedule: "30 2 * * SUN" } });
    equal(spec(plan).schedule, "30 2 * * SUN");
    equal(spec(plan).timeZone, "Etc/UTC");
    match(statement(plan), /^time=`date -u \+%Y%m%dT%H%M%SZ`; clickhouse-client --host clickhouse-events /);
    match(statement(plan), /"BACKUP DATABASE clicks, DATABASE views TO S3\(backups, '\$time'\)"$/);
    equal(inOrder(plan, server, step), true);
    const { settings } = configuration(plan);
    equal(settings["named_collections/backups/url"], "https://backups.s3.eu-central-1.amazonaws.com/demo/test/events/");
    equal(settings["s3/backups/region"], "eu-central-1");
  });

  it("go to a store that is not AWS by its address", () => {
    const plan = events({ backup: { objectStore: { endpoint: "https://minio.example.com/" } } });
    const url = "https://minio.example.com/backups/demo/test/events/";
    equal(configuration(plan).settings["named_collections/backups/url"], url);
    const env = Object.fromEntries(
      pods(plan).containers[0].env.map(({ name, value }: Record<string, string>) => [name, value]),
    );
    equal(env.RCLONE_CONFIG_STORE_ENDPOINT, "https://minio.example.com/");
    equal(env.RCLONE_CONFIG_STORE_PROVIDER, "Other");
  });

  it("are removed when they are older than the retention, after a new one has been made", () => {
    const args = (retention: string) => pods(events({ backup: { retention } })).containers[0].args;
    deepEqual(args("14d"), [
      "delete",
      "store:backups/demo/test/events",
      "--min-age",
      "14d",
      "--rmdirs",
      "--config",
      "",
    ]);
    equal(args("6m")[3], "6M", "its m is a minute");
    deepEqual([pods(events()).initContainers.length, pods(events()).containers.length], [1, 1]);
  });

  it("are one for all servers, which agree through keepers", () => {
    const plan = events({ shards: 2 });
    match(statement(plan), /DATABASE clicks ON CLUSTER 'main' TO S3/);
    deepEqual(configuration(plan).zookeeper, { nodes: [{ host: "keeper-events", port: 2181 }] });
    equal(inOrder(plan, "ClickHouseKeeperInstallation/data/events", server), true);
    equal(configuration(events()).zookeeper, undefined);
  });

  it("are made by a user of their own, which the server and the Job read by Secret", () => {
    const plan = events();
    const { users } = configuration(plan);
    const reference = { secretKeyRef: { name: "events-platform-backup", key: "password" } };
    deepEqual(users["platform-backup/password"], { valueFrom: reference });
    deepEqual(users["platform-backup/grants/query"], [
      "GRANT ALL ON clicks.*",
      "GRANT ALL ON clicks_restored.*",
      "GRANT S3 ON *.*",
      "GRANT CLUSTER ON *.*",
      "GRANT NAMED COLLECTION ON backups",
    ]);
    const given = pods(plan).initContainers[0].env.find(({ name }: { name: string }) => name === "CLICKHOUSE_PASSWORD");
    deepEqual(given.valueFrom, reference);
    equal(inOrder(plan, "Secret/data/events-platform-backup", server), true);
    const version = (one: Plan) => one.secrets.find(({ name }) => name === "events-platform-backup")?.version;
    notEqual(version(events({ backup: { rotation: 2 } })), version(plan));
  });

  it("sign in with static keys, which are asked for, and that no object holds", () => {
    const plan = signedIn(static_);
    const { settings } = configuration(plan);
    const held = (key: string) => ({ valueFrom: { secretKeyRef: { name: "events-backup", key } } });
    deepEqual(settings["named_collections/backups/access_key_id"], held("access-key-id"));
    deepEqual(settings["named_collections/backups/secret_access_key"], held("secret-access-key"));
    deepEqual(
      plan.missing.map(({ message }) => message),
      ["the secret 'backupId' is not set", "the secret 'backupKey' is not set"],
    );
    equal(inOrder(plan, "Secret/data/events-backup", server, step), true);
  });

  it("sign in with a role, that servers and Job have by their ServiceAccount", () => {
    const plan = signedIn({ kind: "irsa", role: "arn:aws:iam::1:role/backup" });
    const account = Object(objectIn(plan, "ServiceAccount/data/events-backup"));
    equal(account.metadata.annotations["eks.amazonaws.com/role-arn"], "arn:aws:iam::1:role/backup");
    const [template] = Object(objectIn(plan, server).spec).templates.podTemplates;
    equal(template.spec.serviceAccountName, "events-backup");
    equal(pods(plan).serviceAccountName, "events-backup");
    equal(inOrder(plan, "ServiceAccount/data/events-backup", server), true);
  });

  it("may reach the servers, as pods of the database, and stay with it", () => {
    deepEqual(spec(events()).jobTemplate.spec.template.metadata.labels, { "platform/database": "events" });
    const retained = (plan: Plan) => plan.objects.find(({ name }) => name === step)?.retain;
    deepEqual([retained(events()), retained(events({ keep: false }))], [true, undefined]);
  });

  it("are none where nobody asks for them", () => {
    const { objects, secrets } = events({ backup: null });
    deepEqual(
      [objects.filter(({ name }) => /backup/.test(name)), secrets.filter(({ name }) => /backup/.test(name))],
      [[], []],
    );
    equal(configuration(events({ backup: null })).settings, undefined);
  });
});
