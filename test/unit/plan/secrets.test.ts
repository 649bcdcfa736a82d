import { deepEqual, equal, notEqual } from "node:assert/strict";
import { type JsonObject, overlay } from "../../../src/core/json.ts";
import { type Beside, planFor } from "../../support/environment.ts";
import { storeApp, stores } from "../../support/store-app.ts";

const given = (fingerprint: string): Beside => ({ entries: { clientId: { kind: "encrypted", fingerprint } } });
const database = (change: JsonObject) => ({ apps: { web: { secrets: { database: change } } } });

function versionOf(store: JsonObject, change: JsonObject = {}, beside: Beside = given("a")): string | undefined {
  const plan = planFor(overlay(overlay(store, { apps: storeApp }), change), beside);
  return plan.secrets.find(({ name }) => name === "web-database")?.version;
}

describe("version of a secret", () => {
  const before = versionOf(stores.pulumi);

  it("stays as it is while no value changes", () => {
    const others = [
      { domain: "example.org", imageRegistry: "registry.example.com" },
      { tier: "staging", components: { "cert-manager": {} } },
      database({ consumers: ["web", "worker"], retain: true }),
    ];
    for (const change of others) equal(versionOf(stores.pulumi, change), before, JSON.stringify(change));
    const another = { entries: { ...given("a").entries, other: { kind: "encrypted", fingerprint: "z" } } } as const;
    equal(versionOf(stores.pulumi, {}, another), before);
  });

  it("changes with a rotation, a length, an alphabet, a given value and a template", () => {
    const changes = [
      { password: { rotation: 2 } },
      { password: { length: 40 } },
      { password: { alphabet: "symbols" } },
      { "client.id": { rotation: 2 } },
      { url: { text: "mysql://{{ password }}@db" } },
    ];
    const versions = changes.map((keys) => versionOf(stores.pulumi, database({ keys })));
    equal(new Set([before, versionOf(stores.pulumi, {}, given("b")), ...versions]).size, changes.length + 2);
  });

  it("changes with what git holds: a sealed value, a value encrypted by sops, and nothing else there", () => {
    const sealed = (password: string, of = "web-database") => ({
      encrypted: { sealed: { [`web/${of}`]: { metadata: {}, spec: { encryptedData: { password } } } } },
    });
    equal(versionOf(stores.sealed, {}, sealed("AgA")), versionOf(stores.sealed, {}, sealed("AgA")));
    notEqual(versionOf(stores.sealed, {}, sealed("AgA")), versionOf(stores.sealed, {}, sealed("AgB")));
    equal(versionOf(stores.sealed, {}, sealed("A", "other")), versionOf(stores.sealed, {}, sealed("B", "other")));
    const sops = (password: string, of = "web-database") => ({ encrypted: { sops: { [of]: { password } } } });
    notEqual(versionOf(stores.sops, {}, sops("ENC[a]")), versionOf(stores.sops, {}, sops("ENC[b]")));
    equal(versionOf(stores.sops, {}, sops("ENC[a]", "other")), versionOf(stores.sops, {}, sops("ENC[b]", "other")));
  });
});

describe("secrets of a plan", () => {
  it("outlive their app where the file says so only", () => {
    const retained = (change: JsonObject) =>
      planFor(overlay({ ...stores.pulumi, apps: storeApp }, change), given("a")).secrets[0]?.retain;
    equal(retained({}), false);
    equal(retained(database({ retain: true })), true);
  });

  it("have the value before the last rotation beside them, from the second one on", () => {
    const keys = (source: JsonObject) =>
      planFor(
        overlay({ ...stores.pulumi, apps: storeApp }, database({ keys: { password: source } })),
      ).secrets[0]?.keys.flatMap(({ key, value }) => (key.startsWith("password") ? [`${key} ${value}`] : []));
    deepEqual(keys({ keepPrevious: true }), ["password password-1"]);
    deepEqual(keys({ rotation: 2 }), ["password password-2"]);
    deepEqual(keys({ rotation: 2, keepPrevious: true }), ["password password-2", "password_PREVIOUS password-1"]);
  });

  it("for pulling images are named to the chart apart from the others", () => {
    const registry = {
      type: "kubernetes.io/dockerconfigjson",
      keys: {
        token: { from: "config", key: "registryToken" },
        ".dockerconfigjson": { from: "template", text: '{"auths":{"ghcr.io":{"password":"{{ token }}"}}}' },
      },
    };
    const plan = planFor({ apps: overlay(storeApp, { web: { secrets: { registry } } }) });
    const { global } = JSON.parse(JSON.stringify(plan.releases[0]?.values));
    deepEqual(global.pullSecrets, ["web-registry"]);
    deepEqual(Object.keys(global.secrets), ["database"]);
    equal(plan.secrets.find(({ name }) => name === "web-registry")?.type, "kubernetes.io/dockerconfigjson");
  });

  it("are missed by name in the state and in AWS; in Vault nobody here knows of them", () => {
    const missing = (store: JsonObject) => planFor(overlay(store, { apps: storeApp })).missing;
    const unset = [
      {
        path: 'environment.apps.web.secrets.database.keys["client.id"]',
        message: "the secret 'clientId' is not set",
        fix: "./imprun pulumi config set --secret clientId --stack test",
      },
    ];
    deepEqual(missing(stores.pulumi), unset);
    deepEqual(missing(stores.aws), unset);
    deepEqual(missing(stores.vault), []);
  });
});
