import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { Plan } from "../../../../src/plan/plan.ts";
import { placesOf } from "../../../../src/plan/secret-places.ts";
import { planned, release } from "../../../support/databases.ts";
import { inOrder, objectIn } from "../../../support/environment.ts";

const step = "ClickHouseInstallation/data/events";
const keeper = "ClickHouseKeeperInstallation/data/events";
const events = (change: JsonObject, others: JsonObject = {}) =>
  planned(
    { databases: { main: null }, components: { clickhouse: {} } },
    { databases: { events: { kind: "clickhouse", databases: { clicks: { app: "web" } }, ...change } } },
    others,
  );
const specOf = (plan: Plan) => Object(objectIn(plan, step).spec);
const pods = (plan: Plan) => specOf(plan).templates.podTemplates[0];

describe("ClickHouse of an environment", () => {
  it("comes after its operator and its users' passwords, and before the app that uses it", () => {
    const plan = events({});
    equal(inOrder(plan, "clickhouse", step, "web"), true);
    equal(inOrder(plan, "Secret/data/events-clicks", step), true);
    equal(release(plan, "other")?.requires.includes(step), false);
    const { annotations } = Object(objectIn(plan, step).metadata);
    equal(annotations["pulumi.com/waitFor"], "jsonpath={.status.status}=Completed");
  });

  it("has a user for each database, with a password by Secret, who may use that one only", () => {
    const { users } = specOf(events({})).configuration;
    deepEqual(users["clicks/password"], { valueFrom: { secretKeyRef: { name: "events-clicks", key: "password" } } });
    deepEqual(users["clicks/grants/query"], ["GRANT ALL ON clicks.*"]);
    const copy = placesOf(events({}).secrets).find(({ name }) => name === "web-clicks");
    const text = copy?.keys.find(({ key }) => key === "CLICKHOUSE_URL")?.source;
    deepEqual(text, {
      from: "template",
      text: "clickhouse://clicks:{{ password }}@clickhouse-events.data:9000/clicks",
    });
  });

  it("restarts with a new password, and so does its app", () => {
    const rotated = events({ databases: { clicks: { app: "web", rotation: 2 } } });
    const version = (plan: Plan) => pods(plan).metadata.annotations["platform/secret-version"];
    notEqual(version(rotated), version(events({})));
    const copy = (plan: Plan) => placesOf(plan.secrets).find(({ name }) => name === "web-clicks")?.version;
    notEqual(copy(rotated), copy(events({})));
  });

  it("has one replica, and in tier prod two, which agree through keepers", () => {
    const layout = (plan: Plan) => specOf(plan).configuration.clusters[0].layout;
    const [one, two] = [events({}), events({ shards: 3 }, { tier: "prod" })];
    deepEqual(layout(one), { shardsCount: 1, replicasCount: 1 });
    equal(
      one.objects.some(({ name }) => name === keeper),
      false,
    );
    deepEqual(layout(two), { shardsCount: 3, replicasCount: 2 });
    deepEqual(specOf(two).configuration.zookeeper, { nodes: [{ host: "keeper-events", port: 2181 }] });
    equal(inOrder(two, "clickhouse", keeper, step), true);
    equal(Object(objectIn(two, keeper).spec).configuration.clusters[0].layout.replicasCount, 3);
  });

  it("runs an exact image, without rights, on volumes that stay with it", () => {
    const [container] = pods(events({})).spec.containers;
    match(container.image, /^docker\.io\/altinity\/clickhouse-server:25\.8\.\d+/);
    equal(container.securityContext.allowPrivilegeEscalation, false);
    const policy = (plan: Plan) => specOf(plan).templates.volumeClaimTemplates[0].reclaimPolicy;
    deepEqual([policy(events({})), policy(events({ keep: false }))], ["Retain", "Delete"]);
    equal(events({}).objects.find(({ name }) => name === step)?.retain, true);
    equal(events({ keep: false }).objects.find(({ name }) => name === step)?.retain, undefined);
  });

  it("is reached by its apps, its own pods and its operator, and by nobody else", () => {
    const [apps, own, operator, ...others] = Object(objectIn(events({}), "NetworkPolicy/data/events").spec).ingress;
    const open = (...numbers: readonly number[]) => numbers.map((port) => ({ protocol: "TCP", port }));
    equal(apps.from[0].podSelector.matchLabels["app.kubernetes.io/instance"], "web");
    deepEqual(apps.ports, open(8123, 9000));
    deepEqual([own.ports, operator.ports], [open(8123, 9000, 9009), open(8123, 9000, 9009)]);
    deepEqual(others, []);
    deepEqual(pods(events({})).metadata.labels, { "platform/database": "events" });
  });
});
