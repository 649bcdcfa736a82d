import { deepEqual, equal } from "node:assert/strict";
import { type JsonObject, overlay } from "../../../../src/core/json.ts";
import { inOrder, objectIn, planFor } from "../../../support/environment.ts";
import { storeApp, stores } from "../../../support/store-app.ts";

const vault = (apps: JsonObject = storeApp) => planFor(overlay(stores.vault, { apps }));
const session = (source: JsonObject) => ({
  web: { chart: "web", namespace: "web", secrets: { session: { keys: { KEY: { from: "generated", ...source } } } } },
});
const push = "PushSecret/web/web-database-password";
const generator = "Password/web/web-database-password";

describe("secrets in Vault", () => {
  it("are read by a ServiceAccount's token", () => {
    deepEqual(objectIn(vault(), "ClusterSecretStore/environment").spec, {
      conditions: [{ namespaces: ["web"] }],
      provider: {
        vault: {
          server: "https://vault.example.com",
          path: "secret",
          version: "v2",
          auth: {
            kubernetes: {
              mountPath: "kubernetes",
              role: "demo",
              serviceAccountRef: { name: "external-secrets", namespace: "external-secrets" },
            },
          },
        },
      },
    });
  });

  it("are made in the cluster, and pushed only where Vault has none", () => {
    const plan = vault();
    deepEqual(objectIn(plan, generator).spec, { length: 32, symbols: 0, allowRepeat: true, noUpper: false });
    deepEqual(objectIn(plan, push).spec, {
      refreshInterval: "1h",
      updatePolicy: "IfNotExists",
      secretStoreRefs: [{ kind: "ClusterSecretStore", name: "environment" }],
      selector: {
        generatorRef: {
          apiVersion: "generators.external-secrets.io/v1alpha1",
          kind: "Password",
          name: "web-database-password",
        },
      },
      data: [
        {
          match: {
            secretKey: "password",
            remoteRef: { remoteKey: "demo/test/web-database", property: "password-1" },
          },
        },
      ],
    });
  });

  it("have symbols where these are wanted", () => {
    const plan = vault(session({ alphabet: "symbols", length: 40 }));
    const { length, symbols } = Object(objectIn(plan, "Password/web/web-session-key").spec);
    deepEqual([length, symbols], [40, 10]);
  });

  it("are rotated under another name, beside the value before", () => {
    const plan = vault(session({ rotation: 3, keepPrevious: true }));
    const { data } = Object(objectIn(plan, "ExternalSecret/web/web-session").spec);
    deepEqual(data, [
      { secretKey: "KEY", remoteRef: { key: "demo/test/web-session", property: "KEY-3" } },
      { secretKey: "KEY_PREVIOUS", remoteRef: { key: "demo/test/web-session", property: "KEY-2" } },
    ]);
    const pushed = (name: string) => Object(objectIn(plan, `PushSecret/web/${name}`).spec).data[0].match.remoteRef;
    equal(pushed("web-session-key").property, "KEY-3");
    equal(pushed("web-session-key-previous").property, "KEY-2");
  });

  it("are pushed one after the other where they share a path, which each push writes as a whole", () => {
    const plan = vault(session({ rotation: 3, keepPrevious: true }));
    equal(inOrder(plan, "PushSecret/web/web-session-key", "PushSecret/web/web-session-key-previous"), true);
    const second = plan.objects.find(({ name }) => name === "PushSecret/web/web-session-key-previous");
    equal(second?.requires.includes("PushSecret/web/web-session-key"), true);
  });

  it("are put there by hand where they are given: nothing generates or pushes them, and nothing is missed", () => {
    const plan = vault();
    const { data } = Object(objectIn(plan, "ExternalSecret/web/web-database").spec);
    deepEqual(data[0], {
      secretKey: "client.id",
      remoteRef: { key: "demo/test/web-database", property: "client.id" },
    });
    deepEqual(
      plan.objects.filter(({ object }) => object.kind === "PushSecret").map(({ name }) => name),
      [push],
    );
    deepEqual(plan.missing, []);
  });

  it("arrive in order: the controller, the store, the push, what brings it, the app", () => {
    const plan = vault();
    const arrival = "ExternalSecret/web/web-database";
    equal(inOrder(plan, "external-secrets", "ClusterSecretStore/environment", push, arrival, "web"), true);
    equal(inOrder(plan, "external-secrets", generator, push), true);
    deepEqual(plan.secrets[0]?.keeper, { kind: "cluster" });
  });
});
