import { deepEqual, equal } from "node:assert/strict";
import type { EncryptedFiles } from "../../../../src/config/encrypted-files.ts";
import { type JsonObject, overlay } from "../../../../src/core/json.ts";
import { inOrder, objectIn, planFor } from "../../../support/environment.ts";
import { storeApp, stores } from "../../../support/store-app.ts";

const sealedSecret = {
  apiVersion: "bitnami.com/v1alpha1",
  kind: "SealedSecret",
  metadata: {
    name: "web-database",
    namespace: "web",
    annotations: { note: "kept", "platform/held-values": '{"password":"password-1","client.id":"client.id"}' },
  },
  spec: { encryptedData: { password: "AgA", "client.id": "AgB" } },
};
const sealed = (encrypted: Partial<EncryptedFiles> = { sealed: { "web/web-database": sealedSecret } }) =>
  planFor({ ...stores.sealed, apps: storeApp }, { encrypted });
const sops = (encrypted: Partial<EncryptedFiles> = {}) => planFor({ ...stores.sops, apps: storeApp }, { encrypted });

const notInGit = (key: string, value: string) => ({
  path: `environment.apps.web.secrets.database.keys${key}`,
  message: `'${value}' of the secret 'web-database' is not in git yet`,
  fix: "./imprun seal --stack test",
});
const password = notInGit(".password", "password-1");
const clientId = notInGit('["client.id"]', "client.id");

describe("sealed secrets", () => {
  it("are created as they lie in git, and waited for", () => {
    const plan = sealed();
    deepEqual(objectIn(plan, "SealedSecret/web/web-database"), {
      ...sealedSecret,
      metadata: {
        name: "web-database",
        namespace: "web",
        annotations: { ...sealedSecret.metadata.annotations, "pulumi.com/waitFor": "condition=Synced" },
      },
    });
    equal(inOrder(plan, "sealed-secrets", "SealedSecret/web/web-database", "web"), true);
    deepEqual(plan.secrets[0]?.keeper, { kind: "cluster" });
    deepEqual(plan.missing, []);
  });

  it("are missed by key, with the command that seals them; a composed key is none of them", () => {
    deepEqual(sealed({}).missing, [password, clientId]);
    const partly = { ...sealedSecret, spec: { encryptedData: { password: "AgA" } } };
    deepEqual(sealed({ sealed: { "web/web-database": partly } }).missing, [clientId]);
  });

  it("of another namespace or another secret are left alone", () => {
    const plan = sealed({ sealed: { "other/web-database": sealedSecret, "web/stray": sealedSecret } });
    deepEqual(
      plan.objects.map(({ name }) => name),
      ["NetworkPolicy/web/default-deny"],
    );
  });
});

describe("secrets encrypted by sops", () => {
  it("are written by the program, without any object of a controller", () => {
    const plan = sops({ sops: { "web-database": { "password-1": "ENC[a]", "client.id": "ENC[b]" } } });
    deepEqual(
      plan.objects.map(({ name }) => name),
      ["NetworkPolicy/web/default-deny"],
    );
    deepEqual(plan.secrets[0]?.keeper, { kind: "sops" });
    deepEqual(plan.releases.find(({ name }) => name === "web")?.requires, [
      "NetworkPolicy/web/default-deny",
      "Secret/web/web-database",
    ]);
    deepEqual(plan.missing, []);
  });

  it("are missed by key, with the command that seals them", () => {
    deepEqual(sops({ sops: { "web-database": { "password-1": "ENC[a]" } } }).missing, [clientId]);
  });

  it("are missed anew after a rotation, beside the value before where that is kept", () => {
    const held = { "web-database": { "password-1": "ENC[a]", "client.id": "ENC[b]" } };
    const missing = (source: JsonObject) => {
      const change = { web: { secrets: { database: { keys: { password: source } } } } };
      const plan = planFor({ ...stores.sops, apps: overlay(storeApp, change) }, { encrypted: { sops: held } });
      return plan.missing.map(({ message }) => message);
    };
    const message = (value: string) => `'${value}' of the secret 'web-database' is not in git yet`;
    deepEqual(missing({ rotation: 2, keepPrevious: true }), [message("password-2")]);
    deepEqual(missing({ rotation: 3, keepPrevious: true }), [message("password-3"), message("password-2")]);
  });
});
