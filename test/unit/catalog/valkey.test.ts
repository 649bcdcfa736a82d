import { deepEqual, equal, match } from "node:assert/strict";
import { catalog } from "../../../src/catalog/catalog.ts";
import { valkey } from "../../../src/catalog/valkey.ts";
import { readCharts } from "../../../src/config/charts.ts";
import { checkSettings } from "../../../src/config/settings.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { planEnvironment } from "../../../src/plan/plan.ts";
import { placesOf } from "../../../src/plan/secret-places.ts";
import { supplyOf } from "../../support/supply.ts";
import { valuesOf } from "./values.ts";

function plan(users: JsonObject) {
  const environment = {
    tier: "staging",
    domain: "example.com",
    cluster: { kind: "sandbox" },
    components: { valkey: { users } },
    apps: { web: { chart: "web", namespace: "web" }, worker: { chart: "worker", namespace: "jobs" } },
  };
  const file = { stack: "test", project: "demo", shared: {}, environment, entries: {} };
  const charts = readCharts("test/fixtures/project");
  return planEnvironment(checkSettings(file, { catalog, charts, supply: supplyOf(catalog) }));
}

describe("users of Valkey", () => {
  const { auth } = valuesOf(valkey, { users: { web: {}, worker: { keys: ["jobs:*", "shared"] } } });

  it("may do what they like with their own keys, and nothing with the server", () => {
    deepEqual(Object(auth).aclUsers, {
      default: { permissions: "~* &* +@all", passwordKey: "default" },
      web: { permissions: "~web:* &web:* +@all -@admin -@dangerous", passwordKey: "web" },
      worker: { permissions: "~jobs:* &jobs:* ~shared &shared +@all -@admin -@dangerous", passwordKey: "worker" },
    });
  });

  it("have a password each, which the app has as an address in its own namespace, and comes after the server", () => {
    const { secrets, releases } = plan({ web: {} });
    const own = secrets.find(({ name }) => name === "valkey-auth");
    deepEqual(
      own?.keys.map(({ key }) => key),
      ["default", "web"],
    );
    const copy = placesOf(secrets).find(({ name }) => name === "web-valkey");
    equal(copy?.namespace, "web");
    const url = copy?.keys.find(({ key }) => key === "VALKEY_URL")?.source;
    deepEqual(url, { from: "template", text: "redis://web:{{ web }}@valkey.data:6379" });
    const requires = (app: string) => releases.find(({ name }) => name === app)?.requires;
    deepEqual(
      ["Secret/data/valkey-auth", "valkey"].filter((step) => requires("web")?.includes(step) !== true),
      [],
    );
    equal(requires("worker")?.includes("valkey"), false);
  });

  it("alone reach it, beside its own pods; without any, nothing is refused", () => {
    const policy = (users: JsonObject) =>
      Object(plan(users).releases.find(({ name }) => name === "valkey")?.values).networkPolicy;
    const space = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "web" } } };
    const pods = (labels: JsonObject) => ({ podSelector: { matchLabels: labels } });
    deepEqual(policy({ web: {} }).ingress, [
      {
        from: [
          { ...space, ...pods({ "app.kubernetes.io/instance": "web" }) },
          pods({ "app.kubernetes.io/name": "valkey" }),
        ],
        ports: [{ protocol: "TCP", port: 6379 }],
      },
    ]);
    equal(policy({}), undefined);
  });

  it("are apps that are there", () => {
    let said = "";
    try {
      plan({ wep: {} });
    } catch (error) {
      said = String(error);
    }
    match(said, /environment\.components\.valkey\.users\.wep: there is no app 'wep'; did you mean 'web'\?/);
  });
});
